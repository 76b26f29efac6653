using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Anchor.Chain.Keys;
using Anchor.Chain.Signing;
using Anchor.Credentials.Keys;
using Npgsql;

namespace Anchor.Issuance.Keys;

/// <summary>The passphrase that seals every key; from the environment or a file, never from the database.</summary>
public sealed class HostPassphrase(string value)
{
    /// <summary>The fewest characters.</summary>
    public const int MinLength = 12;

    internal string Value { get; } = value.Length >= MinLength
        ? value
        : throw new ArgumentException($"The passphrase must have at least {MinLength} characters.", nameof(value));

    /// <inheritdoc/>
    public override string ToString() => "(passphrase)";
}

/// <summary>Makes, keeps and opens issuers' keys. They rest as envelopes in <c>anchor_keys</c>, so that several hosts share them.</summary>
public sealed class KeyRing(NpgsqlDataSource dataSource, HostPassphrase passphrase, TimeProvider clock) : IDisposable
{
    private const string SigningKind = "ed25519";
    private const string AccountKind = "secp256k1";
    private const string TenantKind = "tenant";

    private readonly ConcurrentDictionary<(string Tenant, Guid Id), Lazy<Task<object>>> _open = [];
    private readonly ConcurrentDictionary<string, Lazy<KeyEncryptionKey>> _derived = [];
    private readonly Lazy<KeyEncryptionKey> _current =
        new(() => KeyEncryptionKey.Derive(passphrase.Value, KeyEncryptionKey.NewSalt()));

    /// <summary>Makes an Ed25519 signing key.</summary>
    /// <returns>Its DID, <c>did:key:z6Mk…</c>. A key under the same id is not made twice.</returns>
    public async Task<string> MakeSigningKeyAsync(IssuerId issuer, Guid keyId, CancellationToken cancellationToken)
    {
        using var pair = Ed25519KeyPair.Generate();
        var seed = new byte[Ed25519.SeedLength];
        pair.ExportSeed(seed);
        return await StoreAsync(issuer, keyId, SigningKind, DidKey.FromEd25519(pair.PublicKey), seed, cancellationToken);
    }

    /// <summary>Opens the issuer's ECDSA key on a curve, made at first use; it rests as PKCS #8 in its envelope.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <param name="type">P-256 or P-384.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<SigningKey> CurveKeyAsync(IssuerId issuer, KeyType type, CancellationToken cancellationToken)
    {
        var (kind, curve) = type switch
        {
            KeyType.P256 => ("p256", ECCurve.NamedCurves.nistP256),
            KeyType.P384 => ("p384", ECCurve.NamedCurves.nistP384),
            _ => throw new ArgumentException("Only P-256 and P-384 keys are made here.", nameof(type)),
        };
        var keyId = DerivedId.From("signing-key", issuer.Tenant, kind);
        if (!_open.ContainsKey((issuer.Tenant, keyId))) await MakeCurveKeyAsync(issuer, keyId, kind, curve, cancellationToken);
        return (SigningKey)await OpenAsync(issuer.Tenant, keyId, kind, secret => SigningKey.FromPkcs8(secret).Value, cancellationToken);
    }

    /// <summary>Makes an EVM account.</summary>
    /// <returns>Its address. An account under the same id is not made twice.</returns>
    public async Task<string> MakeAccountAsync(IssuerId issuer, Guid keyId, CancellationToken cancellationToken)
    {
        using var key = EvmAccountKey.Generate();
        var secret = new byte[EvmAccountKey.Length];
        key.CopySecretTo(secret);
        return await StoreAsync(issuer, keyId, AccountKind, key.Address.ToString(), secret, cancellationToken);
    }

    /// <summary>Opens an issuer's signing key.</summary>
    public async Task<Ed25519KeyPair> SigningKeyAsync(IssuerId issuer, Guid keyId, CancellationToken cancellationToken) =>
        (Ed25519KeyPair)await OpenAsync(issuer.Tenant, keyId, SigningKind, secret => Ed25519KeyPair.FromSeed(secret), cancellationToken);

    /// <summary>Opens an issuer's account.</summary>
    public async Task<EvmAccountKey> AccountAsync(IssuerId issuer, Guid keyId, CancellationToken cancellationToken) =>
        (EvmAccountKey)await OpenAsync(issuer.Tenant, keyId, AccountKind, secret => new EvmAccountKey(secret), cancellationToken);

    /// <summary>Opens the issuer's tenant key, made at first use, under which subject keys are wrapped.</summary>
    internal async Task<TenantKey> TenantKeyAsync(IssuerId issuer, CancellationToken cancellationToken)
    {
        var id = issuer.Value;
        if (!_open.ContainsKey((issuer.Tenant, id)))
            await StoreAsync(issuer, id, TenantKind, TenantKind, RandomNumberGenerator.GetBytes(32), cancellationToken);
        return (TenantKey)await OpenAsync(issuer.Tenant, id, TenantKind, secret => new TenantKey(secret), cancellationToken);
    }

    /// <summary>Erases what was opened.</summary>
    public void Dispose()
    {
        foreach (var opened in _open.Values.Where(lazy => lazy is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
            (opened.Value.Result as IDisposable)?.Dispose();
        foreach (var derived in _derived.Values.Where(lazy => lazy.IsValueCreated)) derived.Value.Dispose();
        if (_current.IsValueCreated) _current.Value.Dispose();
    }

    private async Task MakeCurveKeyAsync(IssuerId issuer, Guid keyId, string kind, ECCurve curve, CancellationToken cancellationToken)
    {
        using var pair = ECDsa.Create(curve);
        var secret = pair.ExportPkcs8PrivateKey();
        using var key = SigningKey.FromPkcs8(secret).Value;
        await StoreAsync(issuer, keyId, kind, DidKey.Of(key.PublicKey), secret, cancellationToken);
    }

    private async Task<string> StoreAsync(
        IssuerId issuer, Guid keyId, string kind, string publicId, byte[] secret, CancellationToken cancellationToken)
    {
        // What another host or an interrupted request made stands; only when there is nothing is scrypt paid for.
        if (await PublicIdAsync(issuer, keyId, cancellationToken) is { } present) return present;
        string envelope;
        try
        {
            envelope = KeyEnvelope.Seal(secret, _current.Value, AssociatedData(issuer.Tenant, keyId, kind));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO anchor.anchor_keys (tenant_id, id, kind, public_id, envelope, created)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
            """);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = keyId });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = publicId });
        command.Parameters.Add(new() { Value = envelope });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return await PublicIdAsync(issuer, keyId, cancellationToken)
            ?? throw new InvalidOperationException($"The key {keyId} was stored and is not there.");
    }

    private async Task<string?> PublicIdAsync(IssuerId issuer, Guid keyId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT public_id FROM anchor.anchor_keys WHERE tenant_id = $1 AND id = $2");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = keyId });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private async Task<object> OpenAsync(string tenant, Guid keyId, string kind, Func<byte[], object> make, CancellationToken cancellationToken)
    {
        var opening = _open.GetOrAdd((tenant, keyId), _ => new Lazy<Task<object>>(() => ReadAsync(tenant, keyId, kind, make)));
        try
        {
            return await opening.Value.WaitAsync(cancellationToken);
        }
        catch when (opening.Value.IsFaulted)
        {
            _open.TryRemove(new((tenant, keyId), opening));
            throw;
        }
    }

    // Shared by all who wait for the same key, so no single caller's cancellation may end it.
    private async Task<object> ReadAsync(string tenant, Guid keyId, string kind, Func<byte[], object> make)
    {
        await using var command = dataSource.CreateCommand("SELECT envelope FROM anchor.anchor_keys WHERE tenant_id = $1 AND id = $2 AND kind = $3");
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = keyId });
        command.Parameters.Add(new() { Value = kind });
        var envelope = await command.ExecuteScalarAsync(CancellationToken.None) as string
            ?? throw new InvalidOperationException($"There is no {kind} key {keyId}.");
        var secret = KeyEnvelope.Open(envelope, KeyFor(envelope), AssociatedData(tenant, keyId, kind));
        try
        {
            return make(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    // One derivation opens every envelope with the same salt: those that one host process sealed.
    private KeyEncryptionKey KeyFor(string envelope)
    {
        if (_current.IsValueCreated && KeyEnvelope.SaltOf(envelope).SequenceEqual(_current.Value.Salt)) return _current.Value;
        return _derived.GetOrAdd(Convert.ToHexString(KeyEnvelope.SaltOf(envelope)),
            _ => new Lazy<KeyEncryptionKey>(() => KeyEnvelope.DeriveFor(envelope, passphrase.Value))).Value;
    }

    private static byte[] AssociatedData(string tenant, Guid keyId, string kind) =>
        Encoding.UTF8.GetBytes($"{tenant}/{keyId:n}/{kind}");
}
