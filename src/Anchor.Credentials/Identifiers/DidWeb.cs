using System.Globalization;

namespace Anchor.Credentials.Identifiers;

/// <summary><c>did:web</c>: the document stands on a web server, and whoever holds the domain name holds the DID.</summary>
/// <remarks>
/// did:web method specification. Strict, so that one address has one spelling: a domain name in small letters (no IP address),
/// a port as <c>%3A</c> and its digits, steps of a path out of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, and of
/// <c>%XX</c> for letters beyond ASCII. Code of a refusal: <c>did.web_malformed</c>.
/// </remarks>
public static class DidWeb
{
    /// <summary>The name of the method.</summary>
    public const string Method = "web";

    private const string WellKnown = "/.well-known";
    private const string File = "/did.json";

    /// <summary>Where the document of a DID stands: <c>https://host[:port][/path]/did.json</c>, or <c>/.well-known/did.json</c> without a path.</summary>
    /// <returns>The address; <c>did.method_unsupported</c> for another method, <c>did.web_malformed</c>.</returns>
    public static Result<Uri> DocumentUrl(Did did)
    {
        if (did.Method != Method) return DidErrors.MethodUnsupported;
        var steps = did.Identifier.Split(':');
        if (!TrySplitHost(steps[0], out var host, out var port) || !Array.TrueForAll(steps[1..], IsStep)) return DidErrors.WebMalformed;
        var path = steps.Length == 1 ? WellKnown : "/" + string.Join('/', steps[1..]);
        var text = $"https://{host}{(port is null ? "" : ":" + port)}{path}{File}";
        // Whatever the framework would read otherwise than it is written is no address of ours.
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.AbsoluteUri == text ? url : DidErrors.WebMalformed;
    }

    /// <summary>The DID whose document stands at an address.</summary>
    /// <param name="documentUrl">An address that <see cref="DocumentUrl"/> gives.</param>
    public static Result<Did> FromDocumentUrl(Uri documentUrl)
    {
        if (!documentUrl.IsAbsoluteUri || documentUrl.Scheme != Uri.UriSchemeHttps || !documentUrl.AbsolutePath.EndsWith(File, StringComparison.Ordinal))
            return DidErrors.WebMalformed;
        var path = documentUrl.AbsolutePath[..^File.Length];
        if (path == WellKnown) path = "";
        var did = Of(documentUrl.Host, documentUrl.IsDefaultPort ? null : documentUrl.Port, path.Length == 0 ? [] : path[1..].Split('/'));
        return did.IsOk && DocumentUrl(did.Value) is { IsOk: true } back && back.Value.AbsoluteUri == documentUrl.AbsoluteUri ? did : DidErrors.WebMalformed;
    }

    /// <summary>The DID of a host.</summary>
    /// <param name="host">A domain name in small letters.</param>
    /// <param name="port">The port; null for that of HTTPS.</param>
    /// <param name="path">The steps of the path, already percent-encoded.</param>
    public static Result<Did> Of(string host, int? port, params IReadOnlyList<string> path)
    {
        var authority = port is null ? host : string.Create(CultureInfo.InvariantCulture, $"{host}%3A{port}");
        return Did.Parse("did:web:" + string.Join(':', [authority, .. path])).TryGet(out var did, out _) && DocumentUrl(did).IsOk ? did : DidErrors.WebMalformed;
    }

    private static bool TrySplitHost(string authority, out string host, out string? port)
    {
        var mark = authority.IndexOf("%3A", StringComparison.Ordinal);
        (host, port) = mark < 0 ? (authority, null) : (authority[..mark], authority[(mark + 3)..]);
        return IsHost(host) && (port is null || IsPort(port));
    }

    private static bool IsPort(string text) =>
        text.Length is > 0 and <= 5 && text[0] != '0' && text != "443"
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535;

    private static bool IsHost(string host)
    {
        var labels = host.Split('.');
        // A last label of digits, or of 0x and digits, would make the name an IP address.
        return host.Length <= 253 && !char.IsAsciiDigit(labels[^1].FirstOrDefault()) && Array.TrueForAll(labels, label =>
            label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'));
    }

    private static bool IsStep(string step)
    {
        if (step.Length == 0 || step is "." or "..") return false;
        for (var at = 0; at < step.Length; at++)
        {
            if (char.IsAsciiLetterOrDigit(step[at]) || step[at] is '-' or '_' or '.') continue;
            // %80 to %FF, in capitals: never a slash, a dot or a control character in disguise.
            if (step[at] != '%' || step[at + 1] is not ((>= '8' and <= '9') or (>= 'A' and <= 'F')) || !char.IsAsciiHexDigitUpper(step[at + 2])) return false;
            at += 2;
        }
        return true;
    }
}
