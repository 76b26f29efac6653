using System.Text;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Bindings;

/// <summary>An issuer's statement, signed by its DID's key, of which accounts anchor for it.</summary>
/// <remarks>
/// Header <c>{"alg":"EdDSA","kid":…,"typ":"vnd.anchor.binding+jwt"}</c>; payload <c>{ iss, iat, accounts: [{ account,
/// validFrom, validUntil?, signature }] }</c>. The accounts' own signatures are verified where an EVM is known.
/// Codes: <c>binding.malformed</c>, <c>binding.alg_not_allowed</c>, <c>binding.kid_unresolvable</c>,
/// <c>binding.signature_invalid</c>, <c>binding.key_not_of_issuer</c>, <c>binding.account_malformed</c>,
/// <c>binding.window_empty</c>, <c>binding.account_repeated</c>.
/// </remarks>
/// <param name="Issuer">The issuer's DID.</param>
/// <param name="IssuedAt">Unix seconds.</param>
/// <param name="Accounts">1 to 256 accounts.</param>
public sealed record IssuerBinding(string Issuer, ulong IssuedAt, IReadOnlyList<BoundAccount> Accounts)
{
    /// <summary>The media type of a binding.</summary>
    public const string MediaType = "application/vnd.anchor.binding+jwt";

    /// <summary>The most accounts that are read.</summary>
    public const int MaxAccounts = 256;

    private const string HeaderType = "vnd.anchor.binding+jwt";
    private static readonly JwsExpectation Expectation = new([HeaderType], [KeyType.Ed25519], new JsonBounds(MaxBytes: 1 << 17, MaxDepth: 8));

    /// <summary>Signs the binding with the key of the issuer's DID.</summary>
    /// <param name="key">The key.</param>
    /// <param name="kid">Its verification method; that of the key's own did:key when null.</param>
    /// <returns>The compact JWT, or why this binding could never be read back.</returns>
    public Result<string> Sign(Ed25519KeyPair key, string? kid = null)
    {
        var signer = new JwsSigner(SigningKey.FromEd25519(key), kid ?? DidKey.VerificationMethodId(DidKey.FromEd25519(key.PublicKey)), HeaderType);
        var payload = JsonText.Write(WriteTo);
        var compact = new byte[signer.LengthOf(payload.Length)];
        signer.Sign(payload, compact);
        return Read(compact, key.PublicKey) is { IsOk: false, Error: { } error } ? error : Encoding.ASCII.GetString(compact);
    }

    /// <summary>Reads a binding whose header names a did:key, and verifies the DID's signature.</summary>
    public static Result<IssuerBinding> Verify(ReadOnlySpan<byte> compact)
    {
        if (!Parse(compact).TryGet(out var jwt, out var malformed)) return malformed;
        if (!VcJwt.ResolveKey(jwt.Kid).TryGet(out var key, out var unresolved)) return BindingErrors.Translate(unresolved);
        return Read(jwt, key);
    }

    /// <summary>Reads a binding and verifies it with a key known from elsewhere (a pinned key of a did:web).</summary>
    public static Result<IssuerBinding> Verify(ReadOnlySpan<byte> compact, ReadOnlySpan<byte> publicKey) => Read(compact, publicKey);

    /// <summary>Reads a binding without asking who signed it: it may tell where to look, and never what to believe.</summary>
    public static Result<IssuerBinding> ReadUnverified(ReadOnlySpan<byte> compact) =>
        Parse(compact).TryGet(out var jwt, out var malformed) ? BindingReader.Read(jwt.Claims) : malformed;

    private static Result<IssuerBinding> Read(ReadOnlySpan<byte> compact, ReadOnlySpan<byte> publicKey) =>
        Parse(compact).TryGet(out var jwt, out var malformed) ? Read(jwt, publicKey) : malformed;

    private static Result<ParsedJwt> Parse(ReadOnlySpan<byte> compact) =>
        CompactJws.Parse(compact, Expectation).TryGet(out var jwt, out var error) ? jwt : BindingErrors.Translate(error);

    private static Result<IssuerBinding> Read(ParsedJwt jwt, ReadOnlySpan<byte> publicKey)
    {
        if (!VcJwt.VerifySignature(jwt, publicKey)) return BindingErrors.SignatureInvalid;
        if (!BindingReader.Read(jwt.Claims).TryGet(out var binding, out var error)) return error;
        return jwt.Kid.StartsWith(binding.Issuer + "#", StringComparison.Ordinal) ? binding : BindingErrors.KeyNotOfIssuer;
    }

    private void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("iss", Issuer);
        writer.WriteInteger("iat", IssuedAt);
        writer.WriteStartArray("accounts");
        foreach (var account in Accounts)
        {
            writer.WriteStartObject();
            writer.WriteString("account", account.Account);
            writer.WriteInteger("validFrom", account.ValidFrom);
            if (account.ValidUntil is { } until) writer.WriteInteger("validUntil", until);
            writer.WriteString("signature", account.Signature);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
