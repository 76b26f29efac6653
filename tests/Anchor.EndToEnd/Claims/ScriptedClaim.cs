using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Anchor.EndToEnd.Claims;

/// <summary>One request that the page made for a claim; an empty operation reads it.</summary>
internal sealed record ClaimRequest(string Operation, JsonElement Body);

/// <summary>A claim whose host says what a test wants: by default it goes on as the real one would, without a chain.</summary>
internal sealed class ScriptedClaim
{
    public const string Secret = "bGV0LW1lLWlu-secret";
    public static readonly string Token = "0x" + new string('5', 40);
    public static readonly string TokenId = "0xd21010e2e644107add196b8cf98188e7abe44d93853438f83e2a3e2b2ebdfd39";
    private readonly ConcurrentQueue<ClaimRequest> _requests = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<IResult>>> _script = [];

    public ScriptedClaim(string state = "offered", bool ownGas = true)
    {
        View = new JsonObject
        {
            ["id"] = Id.ToString(), ["state"] = state, ["title"] = "Diplomado en Gestión de Datos Públicos", ["issuer"] = "Universidad Ejemplo", ["issuedOn"] = "2026-05-30",
            ["credentialPage"] = $"/c/{Id}",
            ["network"] = new JsonObject { ["chainId"] = 31337, ["name"] = "local", ["isTest"] = true, ["ownGas"] = ownGas, ["explorerTransaction"] = null },
            ["expiresAt"] = "2027-01-31T23:59:59Z", ["account"] = null, ["contract"] = null, ["tokenId"] = null, ["tokenPage"] = null, ["nonce"] = 0,
            ["transactionHash"] = null, ["reason"] = null, ["newAccount"] = null,
        };
    }

    public Guid Id { get; } = Guid.NewGuid();

    public JsonObject View { get; }

    public string Challenge => $"anchor.example wants you to sign in with your Ethereum account. Año 2026, claim {Id}";

    public IEnumerable<ClaimRequest> Requests => _requests;

    public IEnumerable<string> Operations => _requests.Select(request => request.Operation);

    public ClaimRequest Last(string operation) => _requests.Last(request => request.Operation == operation);

    /// <summary>As it is when the token of an account is final.</summary>
    public static ScriptedClaim Minted(string account)
    {
        var claim = new ScriptedClaim("minted");
        claim.Set(("account", account), ("contract", Token), ("tokenId", TokenId), ("tokenPage", $"/t/31337/{Token}/1"), ("nonce", 3), ("transactionHash", "0x" + new string('a', 64)));
        return claim;
    }

    public ScriptedClaim Set(params (string Name, JsonNode? Value)[] members)
    {
        lock (View)
            foreach (var (name, value) in members) View[name] = value;
        return this;
    }

    /// <summary>Makes the next requests of an operation refuse; at that moment the state may become another.</summary>
    public ScriptedClaim Refuse(string operation, int status, string code, string? becomes = null, string detail = "The host's own words.") => Next(operation, () =>
    {
        if (becomes is not null) Set(("state", becomes));
        return Results.Json(new { type = $"urn:anchor:error:{code}", title = "no", status, detail, code }, contentType: "application/problem+json", statusCode: status);
    });

    public ScriptedClaim Next(string operation, Func<IResult> answer)
    {
        _script.GetOrAdd(operation, _ => []).Enqueue(answer);
        return this;
    }

    public IResult Answer(string operation, JsonElement body)
    {
        _requests.Enqueue(new ClaimRequest(operation, body));
        if (_script.TryGetValue(operation, out var script) && script.TryDequeue(out var next)) return next();
        if (body.GetProperty("secret").GetString() != Secret) return Results.Json(new { code = "claim.unknown", detail = "unknown" }, statusCode: 404);
        var account = body.TryGetProperty("account", out var given) ? given.GetString() : null;
        switch (operation)
        {
            case "challenge":
                return Results.Json(new { message = Challenge, issuedAt = "2026-06-01T12:00:00Z" });
            case "mint" when body.GetProperty("gas").GetString() == "own":
                Set(("state", "wallet"), ("account", account));
                return Results.Json(new { claim = ViewNow(), transaction = new { to = Token, data = "0x12345678", value = "0x0", chainId = 31337 } });
            case "mint":
                Set(("state", "requested"), ("account", account));
                return Results.Json(ViewNow(), statusCode: 202);
            case "reissue":
                Set(("state", "reissue_requested"), ("newAccount", account));
                return Results.Json(ViewNow(), statusCode: 202);
            case "burn":
                Set(("state", "burn_requested"));
                return Results.Json(ViewNow(), statusCode: 202);
            default:
                return Results.Json(ViewNow());
        }
    }

    private JsonNode ViewNow()
    {
        lock (View) return View.DeepClone();
    }
}
