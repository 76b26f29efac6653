using System.Text.Unicode;

namespace Anchor.Credentials.Baking;

/// <summary>Credentials in PNG files: one uncompressed iTXt chunk with the keyword <c>openbadgecredential</c>.</summary>
internal static class PngBaker
{
    private static ReadOnlySpan<byte> CredentialKeyword => "openbadgecredential"u8;

    private static ReadOnlySpan<byte> BundleKeyword => "anchorbundle"u8;

    public static Result<byte[]> Bake(ReadOnlySpan<byte> file, BakedTexts texts)
    {
        if (Fault(file) is { } fault) return fault;
        var baked = new MemoryStream(file.Length + texts.Credential.Length + (texts.Bundle?.Length ?? 0) + 128);
        baked.Write(PngChunks.Signature);
        for (var chunks = new PngChunks(file); chunks.MoveNext();)
        {
            if (KeywordOf(chunks) is not { IsEmpty: true }) continue;
            baked.Write(chunks.Whole);
            if (!chunks.Type.SequenceEqual("IHDR"u8)) continue;
            baked.Write(Text(CredentialKeyword, texts.Credential));
            if (texts.Bundle is not null) baked.Write(Text(BundleKeyword, texts.Bundle));
        }
        return baked.ToArray();
    }

    public static Result<BakedTexts> Read(ReadOnlySpan<byte> file)
    {
        if (Fault(file) is { } fault) return fault;
        byte[]? credential = null, bundle = null;
        for (var chunks = new PngChunks(file); chunks.MoveNext();)
        {
            var keyword = KeywordOf(chunks);
            if (keyword.IsEmpty) continue;
            var isCredential = keyword.SequenceEqual(CredentialKeyword);
            if ((isCredential ? credential : bundle) is not null) return BakingErrors.Repeated;
            if (!TextOf(chunks, keyword.Length).TryGet(out var text, out var error)) return error;
            if (isCredential) credential = text;
            else bundle = text;
        }
        return credential is null ? BakingErrors.NotBaked : new BakedTexts(credential, credential is not [(byte)'{', ..], bundle);
    }

    /// <summary>What is wrong with the file as a whole, or null: it starts with IHDR, ends with IEND, and every checksum fits.</summary>
    private static Error? Fault(ReadOnlySpan<byte> file)
    {
        var chunks = new PngChunks(file);
        if (!chunks.MoveNext() || !chunks.Type.SequenceEqual("IHDR"u8)) return BakingErrors.Malformed("The PNG does not begin with its header.");
        while (chunks.MoveNext())
            if (chunks.Type.SequenceEqual("IEND"u8)) return chunks.AtEnd ? null : BakingErrors.Malformed("The PNG goes on after its end.");
        return BakingErrors.Malformed("The PNG is cut short, or a checksum in it is wrong.");
    }

    /// <summary>The keyword of a text chunk of ours, whatever its kind; empty for any other chunk.</summary>
    private static ReadOnlySpan<byte> KeywordOf(in PngChunks chunk)
    {
        if (!chunk.Type.SequenceEqual("iTXt"u8) && !chunk.Type.SequenceEqual("tEXt"u8) && !chunk.Type.SequenceEqual("zTXt"u8)) return [];
        var end = chunk.Data.IndexOf((byte)0);
        var keyword = end < 0 ? [] : chunk.Data[..end];
        return keyword.SequenceEqual(CredentialKeyword) || keyword.SequenceEqual(BundleKeyword) ? keyword : [];
    }

    // iTXt: keyword 0 flag method language 0 translated-keyword 0 text.
    private static Result<byte[]> TextOf(in PngChunks chunk, int keywordLength)
    {
        if (!chunk.Type.SequenceEqual("iTXt"u8)) return BakingErrors.Malformed("The credential in the PNG is not in an iTXt chunk.");
        var rest = chunk.Data[(keywordLength + 1)..];
        if (rest.Length < 4) return BakingErrors.Malformed("The chunk with the credential is cut short.");
        if (rest[0] != 0) return BakingErrors.Compressed;
        rest = rest[2..];
        for (var skipped = 0; skipped < 2; skipped++)
        {
            var end = rest.IndexOf((byte)0);
            if (end < 0) return BakingErrors.Malformed("The chunk with the credential is cut short.");
            rest = rest[(end + 1)..];
        }
        if (rest.Length > BadgeImage.MaxTextBytes) return BakingErrors.TooLarge;
        return Utf8.IsValid(rest) ? rest.ToArray() : BakingErrors.Malformed("The credential in the PNG is not valid UTF-8.");
    }

    private static byte[] Text(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> text) => PngChunks.Make("iTXt"u8, [.. keyword, 0, 0, 0, 0, 0, .. text]);
}
