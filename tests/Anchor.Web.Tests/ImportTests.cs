using System.Net;
using System.Net.Sockets;
using System.Text;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class ImportTests(WebFixture web)
{
    internal const string Header = "nombre,apellidos,correo,fecha,calificación\n";

    internal static string Csv(int rows) => Header + string.Concat(Enumerable.Range(0, rows).Select(i =>
        $"Íñigo,\"O'Muestra, {i}\",graduado.{i}@alumnado.example,2026-03-0{1 + i % 9},{60 + i % 41}\n"));

    [Fact]
    public async Task A_csv_becomes_drafts_and_its_bad_rows_are_told_by_line()
    {
        var (issuer, batch) = await OpenAsync();
        var report = (await issuer.Api.PostTextAsync(
            $"/api/v1/batches/{batch}/imports?approve=false", Csv(3) + "Zoe,Ficticia,not-an-address,2026-03-01,70\n", "text/csv; charset=utf-8", "march")).Ok();
        Assert.Equal((4, 3, 1), (report.GetProperty("rows").GetInt32(), report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32()));
        var error = report.GetProperty("errors")[0];
        Assert.Equal((5, "csv.email_invalid"), (error.GetProperty("line").GetInt32(), error.GetProperty("code").GetString()));
        Assert.DoesNotContain("not-an-address", report.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(3, (await issuer.Api.GetAsync($"/api/v1/batches/{batch}")).Ok().GetProperty("drafts").GetInt32());

        var id = report.GetProperty("importId").GetGuid();
        Assert.Equal("complete", (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/imports/{id}")).Ok().GetProperty("state").GetString());
        Assert.Equal(1, (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/imports/{id}/errors?after=4")).Ok().GetArrayLength());
        Assert.Equal(0, (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/imports/{id}/errors?after=5")).Ok().GetArrayLength());
        (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/imports/{id}/errors?limit=501")).IsProblem(HttpStatusCode.BadRequest, "page.limit");
    }

    [Fact]
    public async Task The_same_file_with_the_same_key_adds_nothing()
    {
        var (issuer, batch) = await OpenAsync();
        var path = $"/api/v1/batches/{batch}/imports?approve=false";
        var first = (await issuer.Api.PostTextAsync(path, Csv(5), "text/csv", "k")).Ok();
        var again = (await issuer.Api.PostTextAsync(path, Csv(5), "text/csv", "k")).Ok();
        Assert.Equal(first.GetRawText(), again.GetRawText());
        (await issuer.Api.PostTextAsync(path, Csv(6), "text/csv", "k")).IsProblem(HttpStatusCode.Conflict, "idempotency.key_reused");
        Assert.Equal(5, (await issuer.Api.GetAsync($"/api/v1/batches/{batch}")).Ok().GetProperty("drafts").GetInt32());
    }

    [Fact]
    public async Task Newline_delimited_json_is_read()
    {
        var (issuer, batch) = await OpenAsync();
        var report = (await issuer.Api.PostTextAsync(
            $"/api/v1/batches/{batch}/imports?approve=false", Draft(1) + "\n\n" + Draft(2) + "\n{\"broken\":\n" + Draft(3), "application/x-ndjson")).Ok();
        Assert.Equal((3, 1), (report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32()));
        Assert.Equal(4, report.GetProperty("errors")[0].GetProperty("line").GetInt32());
    }

    [Theory]
    [InlineData("grados.csv", "text/csv")]
    [InlineData("grados.csv", "application/octet-stream")]
    [InlineData("grados.ndjson", "application/octet-stream")]
    public async Task A_form_with_one_file_is_read(string name, string mediaType)
    {
        var (issuer, batch) = await OpenAsync();
        var content = name.EndsWith("csv", StringComparison.Ordinal) ? Csv(2) : Draft(1) + "\n" + Draft(2);
        using var form = new MultipartFormDataContent { { new StringContent("ignored"), "note" } };
        var file = new StringContent(content);
        file.Headers.ContentType = new(mediaType);
        form.Add(file, "file", name);
        var answer = await issuer.Api.SendAsync(HttpMethod.Post, $"/api/v1/batches/{batch}/imports?approve=false", form);
        Assert.Equal(2, answer.Ok().GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task A_form_without_a_file_is_refused()
    {
        var (issuer, batch) = await OpenAsync();
        using var form = new MultipartFormDataContent { { new StringContent("x"), "note" } };
        (await issuer.Api.SendAsync(HttpMethod.Post, $"/api/v1/batches/{batch}/imports", form)).IsProblem(HttpStatusCode.BadRequest, "import.file_missing");
    }

    [Theory]
    [InlineData("--x\r\nno header and no end")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nnombre")]
    [InlineData("")]
    [InlineData("--x--\r\n")]
    public async Task A_broken_form_is_the_senders_fault(string body)
    {
        var (issuer, batch) = await OpenAsync();
        var answer = await issuer.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", body, "multipart/form-data; boundary=x");
        Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{(int)answer.Status} {answer.Text}");
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/pdf")]
    [InlineData("nonsense")]
    [InlineData("multipart/form-data")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused(string? mediaType)
    {
        var (issuer, batch) = await OpenAsync();
        (await issuer.Api.PostBytesAsync($"/api/v1/batches/{batch}/imports", Encoding.UTF8.GetBytes(Csv(1)), mediaType)).IsProblem(HttpStatusCode.BadRequest, "import.media_type");
    }

    [Theory]
    [InlineData("", "csv.empty")]
    [InlineData(Header, "csv.empty")]
    [InlineData("a,b,c\n1,2,3\n", "csv.missing_column")]
    [InlineData("nombre,nombre,correo\nA,B,c@d.example\n", "csv.duplicate_column")]
    [InlineData("PK\u0003\u0004\0\0\0\0not a csv", "csv.encoding")]
    public async Task A_file_without_rows_or_columns_is_refused(string file, string code)
    {
        var (issuer, batch) = await OpenAsync();
        (await issuer.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", file, "text/csv")).IsProblem(HttpStatusCode.BadRequest, code);
        (await issuer.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", Csv(1), "text/csv")).Ok(); // nothing stands in the way of the right file
    }

    [Fact]
    public async Task A_windows_1252_file_keeps_its_letters()
    {
        var issuer = await web.ReadyAsync();
        var batch = await WebFixture.OpenAsync(issuer);
        var text = "nombre;apellidos;correo;fecha;calificación\nÍñigo;Muñoz Ficticio;inigo@alumnado.example;2026-03-01;88\n";
        (await issuer.Api.PostBytesAsync($"/api/v1/batches/{batch}/imports", Encoding.Latin1.GetBytes(text), "text/csv")).Ok();
        await WebFixture.UntilAsync(async () => (await issuer.Api.GetAsync($"/api/v1/batches/{batch}")).Ok().TryGetProperty("root", out _));
        var line = (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/bundles")).Ok();
        var page = await web.Anybody.GetAsync($"/c/{line.GetProperty("id").GetGuid()}");
        Assert.Contains("Íñigo Muñoz Ficticio", WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_above_the_upload_limit_is_too_large()
    {
        var (issuer, batch) = await OpenAsync();
        (await issuer.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", Csv(1 + WebFixture.UploadLimit / 60), "text/csv")).IsProblem(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Fact]
    public async Task A_line_of_200_megabytes_is_refused_long_before_it_is_read()
    {
        var host = web.StartHost(("ANCHOR_UPLOAD_LIMIT", $"{512L << 20}"));
        var (issuer, batch) = await OpenAsync();
        foreach (var mediaType in new[] { "text/csv", "application/x-ndjson" })
        {
            var (sent, answer) = await SendEndlesslyAsync(host.Http.BaseAddress!, $"/api/v1/batches/{batch}/imports", issuer.Key, mediaType);
            Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
            Assert.Contains("csv.line_too_long", answer, StringComparison.Ordinal);
            Assert.True(sent < 20 << 20, $"{sent} bytes were taken.");
        }
    }

    private async Task<(TestIssuer Issuer, Guid Batch)> OpenAsync()
    {
        var issuer = await web.ReadyAsync();
        return (issuer, await WebFixture.OpenAsync(issuer));
    }

    private static string Draft(int i) =>
        $$"""{"identifier":"graduada.{{i}}@alumnado.example","identityType":"emailAddress","name":"Ada Inventada {{i}}","awardedDate":"2026-03-01","resultValue":"90"}""";

    /// <summary>Sends one line, chunk after chunk, until the host answers or 200 MB are gone.</summary>
    private static async Task<(long Sent, string Answer)> SendEndlesslyAsync(Uri host, string path, string key, string mediaType)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Host, host.Port, deadline.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {host.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: {mediaType}\r\nTransfer-Encoding: chunked\r\n\r\n"), deadline.Token);
        byte[] chunk = [.. "10000\r\n"u8, .. Enumerable.Repeat((byte)'a', 0x10000), .. "\r\n"u8];
        var answering = ReadAsync(stream, deadline.Token);
        long sent = 0;
        try
        {
            for (; sent < 200_000_000 && !answering.IsCompleted; sent += chunk.Length) await stream.WriteAsync(chunk, deadline.Token);
        }
        catch (IOException)
        {
            // The host hung up, which is what it should do.
        }
        return (sent, await answering);
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains('}'))
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0) break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        return text.ToString();
    }
}
