using System.Net.Http.Headers;

namespace Anchor.Chain.Rpc;

/// <summary>A node's address, split into what may be shown and what may not: user part, path and query often hold API keys.</summary>
internal sealed class RpcEndpoint
{
    private const int ShortestSecret = 8;
    private readonly string[] _secrets;

    internal RpcEndpoint(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new ArgumentException("A node's address begins with http:// or https://.", nameof(address));
        var user = Uri.UnescapeDataString(address.UserInfo);
        Target = address.UserInfo.Length == 0 ? address : new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        Shown = $"{address.Scheme}://{address.Host}:{address.Port}";
        Authorization = user.Length == 0
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(user)));
        _secrets = [.. $"{address.AbsolutePath}/{address.Query}/{user}".Split('/', '?', '&', '=', ':').Where(part => part.Length >= ShortestSecret)];
    }

    internal Uri Target { get; }

    internal string Shown { get; }

    internal AuthenticationHeaderValue? Authorization { get; }

    internal string Redact(string text) =>
        _secrets.Aggregate(text, static (current, secret) => current.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));
}
