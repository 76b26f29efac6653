using System.Text;
using System.Xml.Linq;

namespace Anchor.Credentials.Baking;

/// <summary>Credentials in SVG files: <c>&lt;openbadges:credential&gt;</c> as the first element, with the JWS in <c>verify</c> or the JSON as its text.</summary>
internal static class SvgBaker
{
    private static readonly XNamespace OpenBadges = "https://purl.imsglobal.org/ob/v3p0";
    private static readonly XNamespace Anchor = "urn:anchor:bundle:v1";
    private static readonly XName CredentialName = OpenBadges + "credential";
    private static readonly XName BundleName = Anchor + "bundle";

    public static Result<byte[]> Bake(ReadOnlySpan<byte> file, BakedTexts texts)
    {
        if (!SvgFile.Read(file).TryGet(out var document, out var error)) return error;
        var (text, bundle) = (Encoding.UTF8.GetString(texts.Credential), texts.Bundle is null ? null : Encoding.UTF8.GetString(texts.Bundle));
        if (!SvgFile.CanHold(text) || !SvgFile.CanHold(bundle ?? ""))
            return BakingErrors.Malformed("The credential holds a character that XML cannot carry (U+FFFE or U+FFFF); bake it into a PNG.");
        var root = document.Root!;
        foreach (var old in root.Descendants().Where(each => each.Name == CredentialName || each.Name == BundleName).ToArray()) old.Remove();
        root.SetAttributeValue(XNamespace.Xmlns + "openbadges", OpenBadges.NamespaceName);
        if (bundle is not null) root.AddFirst(new XElement(BundleName, new XAttribute(XNamespace.Xmlns + "anchor", Anchor.NamespaceName), new XCData(bundle)));
        root.AddFirst(new XElement(CredentialName, texts.IsJws ? new XAttribute("verify", text) : new XCData(text)));
        return SvgFile.Write(document);
    }

    public static Result<BakedTexts> Read(ReadOnlySpan<byte> file)
    {
        if (!SvgFile.Read(file).TryGet(out var document, out var error)) return error;
        var credentials = document.Descendants(CredentialName).Take(2).ToArray();
        var bundles = document.Descendants(BundleName).Take(2).ToArray();
        if (credentials.Length > 1 || bundles.Length > 1) return BakingErrors.Repeated;
        if (credentials is not [var credential]) return BakingErrors.NotBaked;
        var jws = credential.Attribute("verify")?.Value.Trim();
        var text = credential.Value.Trim();
        if (!string.IsNullOrEmpty(jws) && text.Length > 0) return BakingErrors.Repeated;
        var found = string.IsNullOrEmpty(jws) ? text : jws;
        if (found.Length == 0) return BakingErrors.NotBaked;
        return new BakedTexts(Encoding.UTF8.GetBytes(found), !string.IsNullOrEmpty(jws), bundles is [var bundle] ? Encoding.UTF8.GetBytes(bundle.Value) : null);
    }
}
