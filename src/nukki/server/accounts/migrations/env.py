"""How Alembic runs here: on the connection and in the transaction it is given."""

from __future__ import annotations

from alembic import context

from nukki.server.accounts.models import Base
from nukki.server.jobs import models as _jobs  # noqa: F401 - its tables join the others

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
