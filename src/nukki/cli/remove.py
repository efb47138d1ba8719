"""``nukki remove``: cut the subject out of pictures."""

from __future__ import annotations

from pathlib import Path

import click

from nukki.cli.demands import check_demands, demanded, outlet_option
from nukki.cli.errors import debug_option
from nukki.cli.options import takes_options
from nukki.core.options import Options

EPILOG = """\b
Examples:
  nukki remove cat.jpg                         cat.cutout.png beside it
  nukki remove cat.jpg -o cat.webp             the format follows the name
  nukki remove photos/ -o cutouts/ --jobs 4    a tree of folders, mirrored
  nukki remove '*.jpg' -o cutouts/ --report done.json
  nukki remove cat.jpg --background white --format jpeg
  nukki remove inbox/ -o cutouts/ --watch      until Ctrl-C
  nukki remove cat.jpg --click 320,200 --not 10,10
  nukki remove street.jpg --keep person --instance all-separate
  nukki remove cat.jpg -o cat.tif --clipping-path
  nukki remove me.jpg -o passport.jpg --for japan-passport
  nukki remove me.jpg -o print.pdf --for japan-passport --sheet 10x15cm
  curl -s URL | nukki remove - > cat.png

\b
Exit codes:
  0 all went well    2 wrong usage    65 unusable picture    66 no such file
  69 model not to be had    73 result not writable    77 licence    130 interrupted
  1 pictures failed for different reasons, or a result is not what --for demands
"""


@click.command("remove", epilog=EPILOG)
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    help="File for one picture, folder for several, - for standard output.  "
    "[default: <name>.cutout.png beside each]",
)
@outlet_option
@takes_options()
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Pictures under way at once.  [default: one for each core]",
)
@click.option("--report", metavar="FILE", help="Also write what became of each picture, as JSON.")
@click.option("--skip-existing", is_flag=True, help="Leave pictures alone whose result is there.")
@click.option("--watch", is_flag=True, help="Keep looking for new pictures until Ctrl-C.")
@debug_option
def command(
    inputs: tuple[str, ...],
    output: str | None,
    outlet: str | None,
    options: Options,
    jobs: int | None,
    report: str | None,
    skip_existing: bool,
    watch: bool,
) -> int:
    """Cut the subject out of pictures.

    IN is a file, a folder with everything below it, a pattern, or - for standard input. Results
    are PNG with transparency unless a name or --format says otherwise.
    """
    from nukki import batch
    from nukki.cli.display import Display
    from nukki.cli.pipes import check_pipes
    from nukki.cli.summary import conclude

    options = demanded(options, outlet, output) if outlet else options
    conduct = batch.Conduct(
        jobs=jobs or 0, skip_existing=skip_existing, report_path=Path(report) if report else None
    )
    with Display(each=watch) as display:
        if watch:
            done = batch.watch(inputs, output, options, conduct, listener=display, progress=display)
        else:
            plan = batch.plan(inputs, output, options)
            check_pipes(plan)
            done = batch.run(plan, options, conduct, listener=display, progress=display)
    code = conclude(done)
    if outlet and not options.sheet:  # what is demanded of one picture, not of a sheet
        return code or int(not check_demands(done.outcomes, outlet, offline=options.offline))
    return code
