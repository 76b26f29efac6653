using System.Security.Cryptography;
using Anchor.Credentials.Bundles;
using Anchor.Issuance.Credentials;
using Microsoft.Net.Http.Headers;

namespace Anchor.Web.Credentials;

/// <summary>Answers with a bundle, or with 304 where the caller has it.</summary>
internal static class BundleResult
{
    /// <summary>A copy that only its reader keeps, and about which he asks each time: an erased learner's is answered with 404 from then on.</summary>
    public const string CacheControl = "private, no-cache";

    public static IResult Of(HttpContext http, IssuedBundle issued)
    {
        var body = issued.Bundle.ToUtf8();
        http.Response.Headers.CacheControl = CacheControl;
        return Results.Bytes(body, Bundle.MediaType, $"{issued.Id}.anchor.json", entityTag: TagOf(body));
    }

    /// <summary>A strong tag: SHA-256 of the bytes.</summary>
    public static EntityTagHeaderValue TagOf(ReadOnlySpan<byte> body) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"");
}
