using System.IO;
using System.Net.Http;
using System.Threading.Tasks;

class Program
{
    static async Task CutOut()
    {
        using (var client = new HttpClient())
        using (var form = new MultipartFormDataContent())
        {
            client.DefaultRequestHeaders.Add("X-Api-Key", "YOUR-API-KEY");
            form.Add(new ByteArrayContent(File.ReadAllBytes("photo.jpg")), "image_file", "photo.jpg");
            form.Add(new StringContent("auto"), "size");
            var response = await client.PostAsync("http://127.0.0.1:7000/v1.0/removebg", form);
            response.EnsureSuccessStatusCode();
            File.WriteAllBytes("no-bg.png", await response.Content.ReadAsByteArrayAsync());
        }
    }

    static void Main()
    {
        CutOut().Wait();
    }
}
