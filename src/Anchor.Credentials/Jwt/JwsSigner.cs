using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Writes compact JWS with one key and one protected header, which is encoded once. Thread-safe.</summary>
internal sealed class JwsSigner
{
    private const int SignatureText = 86;
    private readonly Ed25519KeyPair _key;
    private readonly byte[] _header;

    public JwsSigner(Ed25519KeyPair key, string kid, string typ)
    {
        _key = key;
        var json = JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("alg", "EdDSA");
            writer.WriteString("kid", kid);
            writer.WriteString("typ", typ);
            writer.WriteEndObject();
        });
        _header = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(json) + ".");
    }

    public int LengthOf(int payloadLength) => _header.Length + Base64Url.GetEncodedLength(payloadLength) + 1 + SignatureText;

    public int Sign(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        _header.CopyTo(destination);
        var input = _header.Length;
        input += Base64Url.EncodeToUtf8(payload, destination[input..]);
        Span<byte> signature = stackalloc byte[Ed25519.SignatureLength];
        _key.Sign(destination[..input], signature);
        destination[input] = (byte)'.';
        return input + 1 + Base64Url.EncodeToUtf8(signature, destination[(input + 1)..]);
    }

    public void Sign(ReadOnlySpan<byte> payload, IBufferWriter<byte> destination)
    {
        var span = destination.GetSpan(LengthOf(payload.Length));
        destination.Advance(Sign(payload, span));
    }
}
