using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Anchor.Credentials.Baking;

/// <summary>Reads and writes SVG files of strangers: no document type, no entities, nothing fetched, bounded.</summary>
internal static class SvgFile
{
    private const int MaxDepth = 256;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static bool LooksLikeOne(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("\uFEFF"u8)) file = file[3..];
        file = file.TrimStart(" \t\r\n"u8);
        return file is [(byte)'<', ..] && file[..Math.Min(file.Length, 4096)].IndexOf("<svg"u8) >= 0
            || file.StartsWith("<?xml"u8) || file.StartsWith("<!--"u8);
    }

    public static Result<XDocument> Read(ReadOnlySpan<byte> file)
    {
        var bytes = file.ToArray();
        try
        {
            using (var scan = Reader(bytes))
                while (scan.Read())
                    if (scan.Depth > MaxDepth) return BakingErrors.Malformed($"The SVG is nested deeper than {MaxDepth} levels.");
            using var reader = Reader(bytes);
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            return document.Root?.Name == Svg + "svg" ? document : BakingErrors.NotAnImage;
        }
        catch (XmlException e)
        {
            return BakingErrors.Malformed($"The SVG is not well-formed XML, or has a document type, at line {e.LineNumber}, column {e.LinePosition}.");
        }
    }

    /// <summary>Whether XML can hold every character of a text whose surrogates are paired.</summary>
    public static bool CanHold(string text) => text.All(character => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character));

    public static byte[] Write(XDocument document)
    {
        var written = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), NewLineHandling = NewLineHandling.None,
            OmitXmlDeclaration = document.Declaration is null,
        };
        using (var writer = XmlWriter.Create(written, settings)) document.Save(writer);
        return written.ToArray();
    }

    private static XmlReader Reader(byte[] file) => XmlReader.Create(new MemoryStream(file), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = BadgeImage.MaxBytes,
    });
}
