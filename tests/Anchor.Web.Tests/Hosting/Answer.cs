using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Anchor.Web.Tests.Hosting;

/// <summary>What a host answered, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, HttpResponseHeaders Headers, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public static async Task<Answer> OfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
            return new Answer(
                response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers,
                Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken)));
    }

    public JsonElement Ok(HttpStatusCode expected = HttpStatusCode.OK)
    {
        Assert.True(Status == expected, $"{(int)Status} {Text}");
        return Text.Length == 0 ? default : Json;
    }

    /// <summary>Is a problem with this status and code, and shows nothing of the inside.</summary>
    public JsonElement IsProblem(HttpStatusCode status, string code)
    {
        Assert.True(Status == status, $"{(int)Status} {Text}");
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal($"urn:anchor:error:{code}", Json.GetProperty("type").GetString());
        Assert.Equal(code, Json.GetProperty("code").GetString());
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
        Assert.DoesNotContain("Exception", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        return Json;
    }
}
