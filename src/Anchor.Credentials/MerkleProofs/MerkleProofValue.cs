using System.Text;
using Anchor.Merkle;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>The <c>proofValue</c> of a merkle-proof-2019: <c>z</c> and base58btc of CBOR.</summary>
/// <remarks>
/// <c>[[3, path], [0, root], [1, target], [2, anchors]]</c>; a step is <c>[0 = left | 1 = right, hash]</c>, an anchor
/// <c>[[0, chain], [1, network], [2, transaction]]</c>. A hash or a transaction is a byte string that holds CBOR again: the text of its
/// lower-case digits (written here, and by the format's first implementation), or a byte string of the bytes (others'). The members of the
/// outer array come in any order, each once; a path that is left out is empty.
/// </remarks>
internal static class MerkleProofValue
{
    private const int Root = 0, Target = 1, Anchors = 2, Path = 3;

    // A step takes 70 bytes; 65 of them, two hashes and the anchors stay below this.
    private const int MaxBytes = 6144;

    // A character of base58 holds more than 0.73 bytes.
    public const int MaxLength = 1 + MaxBytes * 138 / 100;

    public static string Write(MerkleProof2019 proof)
    {
        var cbor = new CborWriter().BeginArray(4);
        cbor.BeginArray(2).Integer(Path).BeginArray(proof.Path.Count);
        foreach (var step in proof.Path) cbor.BeginArray(2).Integer(step.IsLeft ? 0 : 1).TextInBytes(step.Sibling.ToString());
        cbor.BeginArray(2).Integer(Root).TextInBytes(proof.MerkleRoot.ToString());
        cbor.BeginArray(2).Integer(Target).TextInBytes(proof.TargetHash.ToString());
        cbor.BeginArray(2).Integer(Anchors).BeginArray(proof.Anchors.Count);
        foreach (var anchor in proof.Anchors)
            cbor.BeginArray(3)
                .BeginArray(2).Integer(0).Integer(anchor.Label.Chain)
                .BeginArray(2).Integer(1).Integer(anchor.Label.Network)
                .BeginArray(2).Integer(2).TextInBytes(anchor.TransactionId);
        return "z" + Base58Text.Encode(cbor.Written);
    }

    /// <returns>Null when the text is anything else.</returns>
    public static MerkleProof2019? Read(string text)
    {
        // Decoding is quadratic, so the length comes first.
        if (text.Length is < 2 or > MaxLength || text[0] != 'z') return null;
        return Base58Text.Decode(text.AsSpan(1)) is { } bytes ? Read(new CborReader(bytes)) : null;
    }

    private static MerkleProof2019? Read(CborReader cbor)
    {
        if (!cbor.TryReadArray(4, out var members)) return null;
        Hash32? root = null, target = null;
        MerkleStep[]? path = null;
        ChainAnchor[]? anchors = null;
        for (; members > 0; members--)
        {
            if (!cbor.TrySkipArray(2) || !cbor.TryReadInteger(out var key)) return null;
            var isRead = key switch
            {
                Root => root is null && (root = Hash(ref cbor)) is not null,
                Target => target is null && (target = Hash(ref cbor)) is not null,
                Anchors => anchors is null && (anchors = AnchorsOf(ref cbor)) is not null,
                Path => path is null && (path = PathOf(ref cbor)) is not null,
                _ => false,
            };
            if (!isRead) return null;
        }
        return cbor.IsAtEnd && root is { } merkleRoot && target is { } targetHash && anchors is not null
            ? new MerkleProof2019(merkleRoot, targetHash, path ?? [], anchors)
            : null;
    }

    private static MerkleStep[]? PathOf(ref CborReader cbor)
    {
        if (!cbor.TryReadArray(MerkleProof2019.MaxPath, out var count)) return null;
        var path = new MerkleStep[count];
        for (var i = 0; i < count; i++)
        {
            if (!cbor.TrySkipArray(2) || !cbor.TryReadInteger(out var side) || side is not (0 or 1) || Hash(ref cbor) is not { } sibling) return null;
            path[i] = new MerkleStep(side == 0, sibling);
        }
        return path;
    }

    private static ChainAnchor[]? AnchorsOf(ref CborReader cbor)
    {
        if (!cbor.TryReadArray(MerkleProof2019.MaxAnchors, out var count) || count == 0) return null;
        var anchors = new ChainAnchor[count];
        for (var i = 0; i < count; i++)
        {
            if (!cbor.TrySkipArray(3) || Code(ref cbor, 0) is not { } chain || Code(ref cbor, 1) is not { } network
                || !cbor.TrySkipArray(2) || !cbor.TryReadInteger(out var key) || key != 2 || Text(ref cbor, ChainAnchor.MaxIdLength) is not { } id) return null;
            anchors[i] = new ChainAnchor(new ChainLabel(chain, network), id);
        }
        return anchors;
    }

    private static long? Code(ref CborReader cbor, long expected) =>
        cbor.TrySkipArray(2) && cbor.TryReadInteger(out var key) && key == expected && cbor.TryReadInteger(out var code) ? code : null;

    private static Hash32? Hash(ref CborReader cbor) =>
        Text(ref cbor, 2 * Hash32.Length) is { } digits && !digits.AsSpan().ContainsAnyExcept(LowerDigits) && Hash32.TryParse(digits, out var hash) ? hash : null;

    /// <summary>The value inside a byte string: a text as it stands, bytes as their digits.</summary>
    private static string? Text(ref CborReader cbor, int max)
    {
        if (!cbor.TryReadBytes(out var content)) return null;
        var inner = new CborReader(content);
        if (inner.TryReadText(out var utf8))
            return inner.IsAtEnd && utf8.Length > 0 && utf8.Length <= max && !utf8.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? Encoding.ASCII.GetString(utf8) : null;
        inner = new CborReader(content);
        return inner.TryReadBytes(out var raw) && inner.IsAtEnd && raw.Length > 0 && raw.Length <= max / 2 ? Convert.ToHexStringLower(raw) : null;
    }

    private static readonly System.Buffers.SearchValues<char> LowerDigits = System.Buffers.SearchValues.Create("0123456789abcdef");
}
