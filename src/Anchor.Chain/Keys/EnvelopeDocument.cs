using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Chain.Keys;

/// <summary>The JSON of an envelope; byte strings are base64.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EnvelopeDocument(
    [property: JsonPropertyName("version"), JsonRequired] int Version,
    [property: JsonPropertyName("kdf"), JsonRequired] string Kdf,
    [property: JsonPropertyName("n"), JsonRequired] int N,
    [property: JsonPropertyName("r"), JsonRequired] int R,
    [property: JsonPropertyName("p"), JsonRequired] int P,
    [property: JsonPropertyName("salt"), JsonRequired] byte[] Salt,
    [property: JsonPropertyName("cipher"), JsonRequired] string Cipher,
    [property: JsonPropertyName("nonce"), JsonRequired] byte[] Nonce,
    [property: JsonPropertyName("ciphertext"), JsonRequired] byte[] Ciphertext,
    [property: JsonPropertyName("tag"), JsonRequired] byte[] Tag)
{
    internal const int CurrentVersion = 1;
    internal const string Scrypt = "scrypt";
    internal const string AesGcm = "aes-256-gcm";
    internal const int NonceLength = 12;
    internal const int TagLength = 16;
    private const int LongestText = 64 << 10;

    [JsonIgnore]
    internal ScryptParameters Parameters => new(N, R, P);

    internal string ToJson() => JsonSerializer.Serialize(this, EnvelopeJson.Default.EnvelopeDocument);

    /// <summary>Reads and bounds an envelope before anything expensive happens.</summary>
    /// <exception cref="KeyEnvelopeException">It is not one.</exception>
    internal static EnvelopeDocument Parse(string json)
    {
        if (json.Length > LongestText) throw new KeyEnvelopeException();
        EnvelopeDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(json, EnvelopeJson.Default.EnvelopeDocument);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw new KeyEnvelopeException();
        }
        return document is { Version: CurrentVersion, Kdf: Scrypt, Cipher: AesGcm, Nonce.Length: NonceLength, Tag.Length: TagLength, Ciphertext: not null }
            && document.Salt is { Length: >= KeyEncryptionKey.ShortestSalt and <= KeyEncryptionKey.LongestSalt }
            && document.Parameters.IsBearable
            ? document
            : throw new KeyEnvelopeException();
    }
}

/// <summary>Serialises envelopes without reflection.</summary>
[JsonSerializable(typeof(EnvelopeDocument))]
internal sealed partial class EnvelopeJson : JsonSerializerContext;
