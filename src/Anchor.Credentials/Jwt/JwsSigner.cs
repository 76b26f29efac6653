using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Writes compact JWS with one key and one protected header, which is encoded once. Thread-safe.</summary>
internal sealed class JwsSigner
{
    private readonly SigningKey _key;
    private readonly byte[] _header;

    /// <param name="key">The key.</param>
    /// <param name="kid">The key's name; when empty, the header carries the key itself.</param>
    /// <param name="typ">The kind of token.</param>
    public JwsSigner(SigningKey key, string kid, string typ)
    {
        _key = key;
        var json = JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("alg", JwsAlgorithm.NameOf(key.PublicKey.Type));
            if (kid.Length > 0) writer.WriteString("kid", kid);
            else
            {
                writer.WritePropertyName("jwk");
                Jwk.WriteTo(writer, key.PublicKey);
            }
            writer.WriteString("typ", typ);
            writer.WriteEndObject();
        });
        _header = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(json) + ".");
    }

    public int LengthOf(int payloadLength) =>
        _header.Length + Base64Url.GetEncodedLength(payloadLength) + 1 + Base64Url.GetEncodedLength(_key.PublicKey.SignatureLength);

    public int Sign(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        _header.CopyTo(destination);
        var input = _header.Length;
        input += Base64Url.EncodeToUtf8(payload, destination[input..]);
        // The longest is that of an RSA key with 8192 bits.
        Span<byte> signature = stackalloc byte[1024];
        signature = signature[.._key.Sign(destination[..input], signature)];
        destination[input] = (byte)'.';
        return input + 1 + Base64Url.EncodeToUtf8(signature, destination[(input + 1)..]);
    }

    public void Sign(ReadOnlySpan<byte> payload, IBufferWriter<byte> destination)
    {
        var span = destination.GetSpan(LengthOf(payload.Length));
        destination.Advance(Sign(payload, span));
    }
}
