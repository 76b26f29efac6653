namespace Anchor.Credentials.Keys;

/// <summary>Signs with Ed25519.</summary>
internal sealed class Ed25519SigningKey(Ed25519KeyPair pair, bool ownsPair) : SigningKey
{
    public override PublicKey PublicKey { get; } = Keys.PublicKey.FromEd25519(pair.PublicKey).Value;

    public override int Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        pair.Sign(message, signature[..Ed25519.SignatureLength]);
        return Ed25519.SignatureLength;
    }

    protected override void Dispose(bool disposing)
    {
        if (ownsPair) pair.Dispose();
    }
}
