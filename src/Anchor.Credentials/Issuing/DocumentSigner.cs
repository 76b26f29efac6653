using System.Buffers;
using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;
using Anchor.JsonLd.Shapes;
using Anchor.Merkle;

namespace Anchor.Credentials.Issuing;

/// <summary>Signs documents of templates with <c>eddsa-rdfc-2022</c>. They resemble one another, so each is canonicalised by what it has of its own.</summary>
internal sealed class DocumentSigner(Ed25519KeyPair key, string? verificationMethod) : CredentialSigner
{
    private readonly DataIntegritySigner _proofs = new(Cryptosuite.EddsaRdfc2022, SigningKey.FromEd25519(key), verificationMethod);
    private readonly BatchCanonicaliser _plain = new(DocumentQuads.Options), _secured = new(DocumentQuads.Options);
    private ProofOptions _options = new();

    public override long Disagreements => _plain.Disagreements + _secured.Disagreements;

    public override byte[] OutlineOf(CredentialTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var document = new ArrayBufferWriter<byte>(4096);
        template.WriteSample(document);
        return _proofs.OutlineOf(document.WrittenSpan, ContextOf(document.WrittenSpan));
    }

    public override Hash32 Sign(ReadOnlySpan<byte> document, DateTimeOffset at, IBufferWriter<byte> secured)
    {
        Span<byte> hash = stackalloc byte[Hash32.Length];
        _plain.Hash(document, hash);
        // The leaf is the hash of what goes out, with its proof.
        _secured.Hash(Secure(document, hash, OptionsFor(at), secured), hash);
        return new Hash32(hash);
    }

    public override void Sign(SigningGroup group, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(group);
        var options = OptionsFor(at);
        Span<int> ends = stackalloc int[group.Count];
        Span<Hash32> hashes = stackalloc Hash32[group.Count];

        group.Canonical.ResetWrittenCount();
        for (var i = 0; i < group.Count; i++)
        {
            _plain.Canonicalise(group.DocumentAt(i), group.Canonical);
            ends[i] = group.Canonical.WrittenCount;
        }
        MerkleHash.Leaves(group.Canonical.WrittenSpan, ends, hashes);

        group.Canonical.ResetWrittenCount();
        for (var i = 0; i < group.Count; i++)
        {
            _secured.Canonicalise(Secure(group.DocumentAt(i), hashes[i].AsSpan(), options, group.SecuredText), group.Canonical);
            ends[i] = group.Canonical.WrittenCount;
            group.AddSecured(default);
        }
        MerkleHash.Leaves(group.Canonical.WrittenSpan, ends, group.Leaves);
    }

    // The span stays valid until more is written.
    private ReadOnlySpan<byte> Secure(ReadOnlySpan<byte> document, ReadOnlySpan<byte> hash, ProofOptions options, IBufferWriter<byte> secured)
    {
        var context = ContextOf(document);
        var room = secured.GetSpan(document.Length + _proofs.ProofLengthOf(options, context));
        var length = _proofs.Sign(document, context, hash, options, room);
        secured.Advance(length);
        return room[..length];
    }

    // The template writes it first.
    private static ReadOnlySpan<byte> ContextOf(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document);
        while (reader.Read() && !(reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("@context"u8)))
            if (reader.TokenType == JsonTokenType.PropertyName) reader.Skip();
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return document[start..(int)reader.BytesConsumed];
    }

    // Documents of one second share their options, so that what follows from them is computed once.
    private ProofOptions OptionsFor(DateTimeOffset at)
    {
        var options = _options;
        var second = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        return options.Created == second ? options : _options = new ProofOptions { Created = second };
    }
}
