using System.Collections.Immutable;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;
using Anchor.Events;

namespace Anchor.Issuance.Issuers;

/// <summary>An account that anchors for the issuer.</summary>
internal sealed record IssuerAccount(Guid KeyId, ulong ChainId, string Address, DateTimeOffset AddedAt)
{
    private static readonly TimeSpan ChainsMayLag = TimeSpan.FromHours(1);

    /// <summary>From when on it counts as the issuer's. Blocks may bear an earlier time than our clock, and nobody had the key before.</summary>
    public DateTimeOffset ValidFrom => AddedAt - ChainsMayLag;

    /// <summary>The name of its key within the issuer's DID.</summary>
    public string MethodName => MethodNameOf(ChainId);

    public static string MethodNameOf(ulong chainId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"account-{chainId}");
}

/// <summary>What is true of an issuer now.</summary>
internal sealed record IssuerState
{
    public static readonly IssuerState None = new();

    public long Version { get; init; }

    public IssuerId Id { get; init; }

    public string Did { get; init; } = "";

    public string Name { get; init; } = "";

    public string? Url { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public bool SecondPersonApproves { get; init; }

    /// <summary>Whether revocations are also written into the registry's bitmap.</summary>
    public bool MirrorsRevocations { get; init; }

    public Guid SigningKeyId { get; init; }

    public ImmutableArray<IssuerAccount> Accounts { get; init; } = [];

    public string? Binding { get; init; }

    public bool Exists => Version > 0;

    /// <summary>The name under which the issuer's DID document lists a key; null for a did:key, which is its own name.</summary>
    public string? VerificationMethodOf(Ed25519KeyPair key) =>
        Did.StartsWith("did:key:", StringComparison.Ordinal) ? null : $"{Did}#{DidKey.FromEd25519(key.PublicKey)["did:key:".Length..]}";

    public Profile Profile => new() { Id = Did, Name = Name, Url = Url };

    public static IssuerState Evolve(IssuerState state, object @event) => @event switch
    {
        IssuerRegisteredV1 e => state with
        {
            Version = state.Version + 1, Id = new IssuerId(e.IssuerId), Did = e.Did, Name = e.Name, Url = e.Url, TimeZone = e.TimeZone,
            SecondPersonApproves = e.SecondPersonApproves, SigningKeyId = e.SigningKeyId,
        },
        IssuerAccountAddedV1 e => state with
        {
            Version = state.Version + 1, Accounts = state.Accounts.Add(new IssuerAccount(e.KeyId, (ulong)e.ChainId, e.Account, e.AddedAt)),
        },
        IssuerBindingIssuedV1 e => state with { Version = state.Version + 1, Binding = e.Binding },
        IssuerApprovalPolicySetV1 e => state with { Version = state.Version + 1, SecondPersonApproves = e.SecondPersonApproves },
        IssuerMirrorPolicySetV1 e => state with { Version = state.Version + 1, MirrorsRevocations = e.MirrorsRevocations },
        _ => state with { Version = state.Version + 1 },
    };
}
