using System.Text;

namespace Anchor.JsonLd.NQuads;

/// <summary>The characters of a blank node's label (RDF 1.1 N-Quads, BLANK_NODE_LABEL).</summary>
internal static class NameCharacters
{
    /// <summary>PN_CHARS_U or a digit.</summary>
    public static bool IsStart(Rune rune) => rune.Value switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' => true,
        >= 0xC0 and <= 0x2FF => rune.Value is not (0xD7 or 0xF7),
        >= 0x370 and <= 0x1FFF => rune.Value != 0x37E,
        0x200C or 0x200D => true,
        >= 0x2070 and <= 0x218F => true,
        >= 0x2C00 and <= 0x2FEF => true,
        >= 0x3001 and <= 0xD7FF => true,
        >= 0xF900 and <= 0xFDCF => true,
        >= 0xFDF0 and <= 0xFFFD => true,
        >= 0x10000 and <= 0xEFFFF => true,
        _ => false,
    };

    /// <summary>What else may follow: the rest of PN_CHARS.</summary>
    public static bool IsFollowing(Rune rune) =>
        rune.Value is '-' or 0xB7 or >= 0x300 and <= 0x36F or 0x203F or 0x2040;
}
