using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Baking;

/// <summary>Finds the picture of a credential, or draws one: title, issuer and date, nothing about the learner.</summary>
public static class BadgePicture
{
    private const string PngPrefix = "data:image/png;base64,";
    private const string SvgPrefix = "data:image/svg+xml;base64,";
    private const int LineLength = 24;
    private const int MaxLines = 4;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>The picture that the credential or its achievement carries inside (a PNG or SVG <c>data:</c> URL), else a drawn SVG. Pictures elsewhere on the web are not fetched.</summary>
    public static byte[] Of(JsonElement credential)
    {
        var achievement = Member(Member(credential, "credentialSubject"), "achievement");
        foreach (var image in new[] { Member(credential, "image"), Member(achievement, "image") })
            if (Embedded(image) is { } bytes && BadgeImage.FormatOf(bytes) != BadgeImageFormat.None) return bytes;
        return Draw(
            Text(Member(achievement, "name")) ?? Text(Member(credential, "name")) ?? "Open Badge",
            Text(Member(Member(credential, "issuer"), "name")) ?? "",
            Text(Member(credential, "awardedDate")) ?? Text(Member(credential, "validFrom")) ?? Text(Member(credential, "issuanceDate")));
    }

    private static byte[]? Embedded(JsonElement? image)
    {
        var url = image is { ValueKind: JsonValueKind.Object } ? Text(Member(image, "id")) : Text(image);
        var prefix = url is null ? null : url.StartsWith(PngPrefix, StringComparison.Ordinal) ? PngPrefix : url.StartsWith(SvgPrefix, StringComparison.Ordinal) ? SvgPrefix : null;
        if (prefix is null) return null;
        var bytes = new byte[(url!.Length - prefix.Length) / 4 * 3 + 3];
        return Convert.TryFromBase64String(url[prefix.Length..], bytes, out var written) ? bytes[..written] : null;
    }

    private static byte[] Draw(string title, string issuer, string? date)
    {
        var lines = Wrap(title);
        var top = 190 - 17 * (lines.Count - 1);
        var root = new XElement(Svg + "svg",
            new XAttribute("viewBox", "0 0 400 400"), new XAttribute("width", 400), new XAttribute("height", 400), new XAttribute("role", "img"),
            new XElement(Svg + "title", Shorten($"{title} · {issuer}", 500)),
            new XElement(Svg + "path", new XAttribute("d", "M200 8 366 104v192L200 392 34 296V104Z"), new XAttribute("fill", "#12324a")),
            new XElement(Svg + "path", new XAttribute("d", "M200 24 352 112v176L200 376 48 288V112Z"), new XAttribute("fill", "#fff")));
        for (var i = 0; i < lines.Count; i++) root.Add(Words(lines[i], top + 34 * i, 24, "700"));
        root.Add(Words(Shorten(issuer, 38), top + 34 * lines.Count + 8, 15, "400"));
        if (XsdDateTime.TryParse(date, out var day)) root.Add(Words(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), top + 34 * lines.Count + 34, 14, "400"));
        return SvgFile.Write(new XDocument(root));
    }

    private static XElement Words(string text, int y, int size, string weight) => new(Svg + "text",
        new XAttribute("x", 200), new XAttribute("y", y), new XAttribute("text-anchor", "middle"), new XAttribute("font-family", "Georgia, 'Noto Serif', serif"),
        new XAttribute("font-size", size), new XAttribute("font-weight", weight), new XAttribute("fill", "#12324a"), text);

    private static List<string> Wrap(string title)
    {
        var lines = new List<string>();
        foreach (var word in title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + word.Length < LineLength) lines[^1] += " " + word;
            else if (lines.Count < MaxLines) lines.Add(Shorten(word, LineLength));
            else
            {
                lines[^1] = Shorten(lines[^1] + " …", LineLength + 2);
                break;
            }
        }
        return lines.Count == 0 ? ["Open Badge"] : lines;
    }

    // By whole characters of text, so that no half of one is drawn; what XML cannot hold is left out.
    private static string Shorten(string text, int length)
    {
        var shown = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        for (var count = 0; elements.MoveNext(); count++)
        {
            if (count == length) return shown.Append('…').ToString();
            var element = elements.GetTextElement();
            if (!element.Any(character => char.IsControl(character) || character is '\uFFFE' or '\uFFFF' || char.IsSurrogate(character) && element.Length == 1)) shown.Append(element);
        }
        return shown.ToString();
    }

    private static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } item && item.TryGetProperty(name, out var value) ? value : null;
}
