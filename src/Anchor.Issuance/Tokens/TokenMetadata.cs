using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Anchor.Chain.Encoding;
using Anchor.Credentials;
using MediatR;

namespace Anchor.Issuance.Tokens;

/// <summary>Asks what is public about a token: its chain, the issuer's account and its number name it.</summary>
public sealed record GetToken(ulong ChainId, string Account, string Number) : IRequest<Result<TokenFacts>>;

/// <summary>Asks what is public about an issuer's collection.</summary>
public sealed record GetCollectionFacts(ulong ChainId, string Account) : IRequest<Result<CollectionFacts>>;

/// <summary>What everybody may know about a token: achievement-level facts, and nothing about the learner.</summary>
/// <param name="Title">What was achieved.</param>
/// <param name="Description">What that means.</param>
/// <param name="Criteria">How it is earned, where the issuer says so in words.</param>
/// <param name="Issuer">Who says so.</param>
/// <param name="IssuedOn">The day it was issued, in the issuer's time zone.</param>
/// <param name="Status"><c>valid</c>, <c>suspended</c>, <c>revoked</c> or <c>burned</c>.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="Collection">The contract.</param>
/// <param name="Account">The issuer's account.</param>
/// <param name="Number">The token's number as 64 digits.</param>
/// <param name="Root">The anchored root of the batch.</param>
public sealed record TokenFacts(
    string Title, string? Description, string? Criteria, string Issuer, DateOnly IssuedOn, string Status, ulong ChainId, string? Collection, string Account, string Number, string? Root)
{
    /// <summary>The day as it was written, whatever the reader's place.</summary>
    public string Day => IssuedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The path of the token's public page.</summary>
    public string PagePath => string.Create(CultureInfo.InvariantCulture, $"/t/{ChainId}/{Account}/{Number}");

    /// <summary>The path of the token's metadata.</summary>
    public string Path => Collections.PathOf(ChainId, Account) + Number;

    /// <summary>The metadata of ERC-721, as UTF-8 JSON.</summary>
    /// <param name="host">The host's address without a final slash.</param>
    public byte[] ToJson(string host)
    {
        var metadata = new JsonObject
        {
            ["name"] = Title,
            ["description"] = Description ?? Title,
            ["image"] = $"{host}{Path}.svg",
            ["external_url"] = host + PagePath,
            ["attributes"] = new JsonArray(
                Trait("Issuer", Issuer), Trait("Issued", Day), Trait("Status", char.ToUpperInvariant(Status[0]) + Status[1..]), Trait("Transferable", "No")),
        };
        return TokenMetadata.Utf8(metadata);
    }

    private static JsonObject Trait(string type, string value) => new() { ["trait_type"] = type, ["value"] = value };

    /// <summary>A picture with title, issuer, day and status.</summary>
    public byte[] ToSvg() => TokenPicture.Draw(this);
}

/// <summary>What everybody may know about a collection.</summary>
public sealed record CollectionFacts(string Name, string Symbol, string Issuer, string? Url, string? Address)
{
    /// <summary>The metadata of ERC-7572, as UTF-8 JSON.</summary>
    public byte[] ToJson()
    {
        var metadata = new JsonObject
        {
            ["name"] = Name, ["symbol"] = Symbol,
            ["description"] = $"Credentials of {Issuer}, each bound to its holder. A token mirrors a credential; the credential itself is valid without it.",
        };
        if (Url is not null) metadata["external_link"] = Url;
        return TokenMetadata.Utf8(metadata);
    }
}

/// <summary>What tokens say about themselves.</summary>
internal static class TokenMetadata
{
    private const string Untitled = "Credential";
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Utf8(JsonObject metadata) => Encoding.UTF8.GetBytes(metadata.ToJsonString(Readable));

    public static string TitleOf(Claim claim) => Member(claim, "name") ?? Untitled;

    public static string PagePathOf(Claim claim) => string.Create(CultureInfo.InvariantCulture, $"/t/{claim.ChainId}/{claim.Account}/{claim.NumberText}");

    public static TokenFacts Of(Claim claim, DateTimeOffset now) => new(
        TitleOf(claim), Member(claim, "description"), Criteria(claim), claim.IssuerName, claim.IssuedOn,
        claim.IsRevoked(now) ? "revoked" : claim.Token?.Status == "burned" ? "burned" : claim.IsSuspended(now) ? "suspended" : "valid",
        claim.ChainId, claim.Collection?.ToString(), claim.Account.ToString(), claim.NumberText, claim.Root?.ToHex());

    private static string? Member(Claim claim, string name) =>
        claim.Achievement is { } definition && JsonNode.Parse(definition) is JsonObject achievement && achievement[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string? Criteria(Claim claim) =>
        claim.Achievement is { } definition && JsonNode.Parse(definition)?["criteria"]?["narrative"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>Draws a token's picture.</summary>
internal static class TokenPicture
{
    private const int LineLength = 22, MostLines = 4;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static byte[] Draw(TokenFacts token)
    {
        var lines = Wrap(token.Title);
        var isValid = token.Status == "valid";
        var svg = new XElement(Svg + "svg", new XAttribute("viewBox", "0 0 600 600"), new XAttribute("role", "img"), new XAttribute("font-family", "Georgia, 'Noto Serif', serif"),
            new XElement(Svg + "title", Clean($"{token.Title}, {token.Issuer}")),
            Box(0, 0, 600, 600, "#f7f4ec", "none"), Box(24, 24, 552, 552, "none", isValid ? "#1f4e5f" : "#8c2f2f"), Box(34, 34, 532, 532, "none", "#b9a66b"));
        for (var i = 0; i < lines.Count; i++) svg.Add(Line(lines[i], 190 + i * 52, 42, "#1d2b33"));
        svg.Add(Line(Cut(token.Issuer, 40), 430, 26, "#33454f"), Line(token.Day, 470, 22, "#5a6a73"), Line(token.Status.ToUpperInvariant(), 520, 22, isValid ? "#1f4e5f" : "#8c2f2f"));
        return Encoding.UTF8.GetBytes(svg.ToString(SaveOptions.DisableFormatting));
    }

    private static XElement Box(int x, int y, int width, int height, string fill, string stroke) => new(
        Svg + "rect", new XAttribute("x", x), new XAttribute("y", y), new XAttribute("width", width), new XAttribute("height", height), new XAttribute("rx", 14),
        new XAttribute("fill", fill), new XAttribute("stroke", stroke), new XAttribute("stroke-width", 3));

    private static XElement Line(string text, int y, int size, string colour) => new(
        Svg + "text", new XAttribute("x", 300), new XAttribute("y", y), new XAttribute("font-size", size), new XAttribute("text-anchor", "middle"), new XAttribute("fill", colour), Clean(text));

    /// <summary>Lines of whole words; a word that is longer than a line is cut, and so is a title that needs more lines.</summary>
    private static List<string> Wrap(string title)
    {
        var lines = new List<string>();
        foreach (var word in title.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Width(lines[^1]) + 1 + Width(word) <= LineLength) lines[^1] += " " + word;
            else if (lines.Count < MostLines) lines.Add(Cut(word, LineLength));
            else return [.. lines[..^1], Cut(lines[^1] + " …", LineLength)];
        }
        return lines;
    }

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;

    private static string Cut(string text, int most) => new StringInfo(text) is var letters && letters.LengthInTextElements > most ? letters.SubstringByTextElements(0, most - 1) + "…" : text;

    // XML has no way to write control characters.
    private static string Clean(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value >= 0x20 && rune.Value is not (0xfffe or 0xffff)));
}

internal sealed class GetTokenHandler(ClaimReader claims, Npgsql.NpgsqlDataSource dataSource, TimeProvider clock)
    : IRequestHandler<GetToken, Result<TokenFacts>>, IRequestHandler<GetCollectionFacts, Result<CollectionFacts>>
{
    public async Task<Result<TokenFacts>> Handle(GetToken request, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(request.Account, out var account)) return TokenErrors.TokenNotFound();
        // Only what was minted is public: a request alone must not show that the credential exists.
        return await claims.FindByNumberAsync(request.ChainId, account.ToString(), request.Number.ToLowerInvariant(), cancellationToken) is { Token.Status: "minted" or "burned" } claim
            ? TokenMetadata.Of(claim, clock.GetUtcNow())
            : TokenErrors.TokenNotFound();
    }

    public async Task<Result<CollectionFacts>> Handle(GetCollectionFacts request, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(request.Account, out var account)) return TokenErrors.TokenNotFound();
        await using var command = dataSource.CreateCommand(
            """
            SELECT c.name, c.symbol, i.name, i.url, c.address FROM anchor.anchor_view_collections c JOIN anchor.anchor_view_issuers i ON i.tenant_id = c.tenant_id
            WHERE c.chain_id = $1 AND c.account = $2
            """);
        command.Parameters.Add(new() { Value = (long)request.ChainId });
        command.Parameters.Add(new() { Value = account.ToString() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new CollectionFacts(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4))
            : TokenErrors.TokenNotFound();
    }
}
