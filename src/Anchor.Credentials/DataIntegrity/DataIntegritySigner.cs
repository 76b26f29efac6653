using System.Buffers;
using System.Text;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;
using Anchor.Credentials.MerkleProofs;
using Anchor.JsonLd;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>Adds Data Integrity proofs to documents with one suite and one key. Thread-safe.</summary>
/// <remarks>
/// The proof configuration is canonicalised and hashed once for the options and <c>@context</c> that were seen last. Codes:
/// <c>json.*</c>, <c>proof.malformed</c>, <c>proof.too_many</c>, <c>proof.previous_missing</c>, <c>proof.previous_ambiguous</c>,
/// and <c>jsonld.*</c>, <c>rdfc.*</c>, <c>nquads.*</c>, <c>jcs.*</c> for a document that cannot be canonicalised.
/// </remarks>
public sealed class DataIntegritySigner
{
    private readonly SigningKey _key;
    private readonly ProofHasher _hasher;
    private PreparedProof? _last;

    /// <summary>Prepares a signer.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="key">The key; the caller keeps it alive and disposes of it.</param>
    /// <param name="verificationMethod">The key's name in every proof; that of the key's own did:key when null.</param>
    /// <exception cref="ArgumentException">The suite does not sign with keys of this type.</exception>
    public DataIntegritySigner(Cryptosuite suite, SigningKey key, string? verificationMethod = null)
    {
        if (!suite.Accepts(key.PublicKey.Type)) throw new ArgumentException($"{suite} does not sign with {key.PublicKey.Type}.", nameof(key));
        (Suite, _key, _hasher) = (suite, key, new ProofHasher(suite, key.PublicKey.Type));
        VerificationMethod = verificationMethod ?? DidKey.VerificationMethodId(DidKey.Of(key.PublicKey));
    }

    /// <summary>The longest proof that this signer adds with options as they are now, with its name.</summary>
    internal int ProofLengthOf(ProofOptions options, ReadOnlySpan<byte> context) => Prepare(options, context).Beginning.Length + 128;

    /// <summary>The suite.</summary>
    public Cryptosuite Suite { get; }

    /// <summary>The key's name in every proof.</summary>
    public string VerificationMethod { get; }

    /// <summary>Adds a proof.</summary>
    /// <param name="utf8Document">A JSON object; its proofs are kept.</param>
    /// <param name="options">What the proof says.</param>
    /// <returns>The secured document: the members as they were, in their order, and <c>proof</c>, an array, last.</returns>
    public Result<byte[]> Sign(ReadOnlySpan<byte> utf8Document, ProofOptions options) =>
        BoundedJson.Parse(utf8Document, new JsonBounds(MaxBytes: int.MaxValue, MaxDepth: 128)).Then(document => Sign(document, options));

    /// <inheritdoc cref="Sign(ReadOnlySpan{byte}, ProofOptions)"/>
    /// <param name="document">A JSON object without repeated members; its proofs are kept.</param>
    /// <param name="options">What the proof says.</param>
    public Result<byte[]> Sign(JsonElement document, ProofOptions options)
    {
        if (document.ValueKind != JsonValueKind.Object) return ProofErrors.Malformed("Only a JSON object can be secured.", "$");
        var existing = ProofChain.Existing(document).ToList();
        if (existing.Count >= DataIntegrityProofs.MaxProofs) return ProofErrors.TooMany;
        if (!ProofChain.Find(document, options.PreviousProofs, "$.proof").TryGet(out var previous, out var missing)) return missing;
        var covered = existing.Count == 0 ? document : DocumentParts.WithProofs(document, previous);
        try
        {
            var prepared = Prepare(options, DataIntegrityProofs.ContextOf(document) is { } context ? DocumentParts.RawOf(context) : []);
            Span<byte> hash = stackalloc byte[_hasher.Length];
            _hasher.HashDocument(covered, hash);
            return Secure(document, existing, prepared, SignHashes(prepared, hash));
        }
        catch (JsonLdException e)
        {
            return ProofErrors.From(e);
        }
    }

    /// <summary>Adds the only proof to a document whose hash is known already.</summary>
    /// <param name="document">UTF-8 JSON of an object with members and without proofs, closed by its last byte.</param>
    /// <param name="context">Its <c>@context</c> as it stands there.</param>
    /// <param name="documentHash">The hash of its canonical form by the suite.</param>
    /// <param name="options">What the proof says.</param>
    /// <param name="secured">Room for the document and <see cref="ProofLengthOf"/> bytes more.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="JsonLdException">The proof cannot be canonicalised.</exception>
    internal int Sign(ReadOnlySpan<byte> document, ReadOnlySpan<byte> context, ReadOnlySpan<byte> documentHash, ProofOptions options, Span<byte> secured)
    {
        var prepared = Prepare(options, context);
        var length = document.Length - 1;
        document[..length].CopyTo(secured);
        Add(options.SingleAsObject ? ",\"proof\":"u8 : ",\"proof\":["u8, secured);
        Add(prepared.Beginning, secured);
        length += Encoding.ASCII.GetBytes(SignHashes(prepared, documentHash), secured[length..]);
        Add(options.SingleAsObject ? "\"}}"u8 : "\"}]}"u8, secured);
        return length;

        void Add(ReadOnlySpan<byte> bytes, Span<byte> to)
        {
            bytes.CopyTo(to[length..]);
            length += bytes.Length;
        }
    }

    /// <summary>A document with the words of a proof and no value in it.</summary>
    internal byte[] OutlineOf(ReadOnlySpan<byte> document, ReadOnlySpan<byte> context) =>
        [.. document[..^1], .. ",\"proof\":["u8, .. Prepare(new ProofOptions { Created = DateTimeOffset.UnixEpoch }, context).Beginning, .. "\"}]}"u8];

    private PreparedProof Prepare(ProofOptions options, ReadOnlySpan<byte> contextBytes)
    {
        var last = _last;
        if (last is not null && last.Options.Equals(options) && contextBytes.SequenceEqual(last.Context)) return last;

        JsonElement? context = contextBytes.IsEmpty ? null : JsonElement.Parse(contextBytes);
        var proof = JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            // A JCS proof names the contexts that it covers; an RDFC proof is read under the document's.
            if (Suite.IsJcs && context is { } covered)
            {
                writer.WritePropertyName("@context");
                writer.WriteRawValue(DocumentParts.RawOf(covered), skipInputValidation: true);
            }
            options.WriteTo(writer, Suite, VerificationMethod);
            writer.WriteEndObject();
        });
        var hash = new byte[_hasher.Length];
        _hasher.HashConfiguration(JsonElement.Parse(proof), context, hash);
        // Without the closing brace: the value follows.
        var prepared = new PreparedProof(options, contextBytes.ToArray(), hash, [.. proof.AsSpan(0, proof.Length - 1), .. ",\"proofValue\":\"z"u8]);
        return _last = prepared;
    }

    private string SignHashes(PreparedProof prepared, ReadOnlySpan<byte> documentHash)
    {
        Span<byte> message = stackalloc byte[2 * _hasher.Length];
        prepared.Hash.CopyTo(message);
        documentHash.CopyTo(message[_hasher.Length..]);
        Span<byte> signature = stackalloc byte[_key.PublicKey.SignatureLength];
        _key.Sign(message, signature);
        return Base58Text.Encode(signature);
    }

    private static byte[] Secure(JsonElement document, List<JsonElement> existing, PreparedProof prepared, string value)
    {
        var secured = new ArrayBufferWriter<byte>(DocumentParts.RawOf(document).Length + prepared.Beginning.Length + 160);
        var asObject = existing.Count == 0 && prepared.Options.SingleAsObject;
        secured.Write(DocumentParts.WriteMembers(document, secured) ? ",\"proof\":"u8 : "\"proof\":"u8);
        if (!asObject) secured.Write("["u8);
        foreach (var proof in existing)
        {
            secured.Write(DocumentParts.RawOf(proof));
            secured.Write(","u8);
        }
        secured.Write(prepared.Beginning);
        Encoding.ASCII.GetBytes(value, secured);
        secured.Write(asObject ? "\"}}"u8 : "\"}]}"u8);
        return secured.WrittenSpan.ToArray();
    }

    /// <summary>What is the same for every document with these options and this context.</summary>
    private sealed record PreparedProof(ProofOptions Options, byte[] Context, byte[] Hash, byte[] Beginning);
}
