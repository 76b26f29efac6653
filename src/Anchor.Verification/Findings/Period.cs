using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>When a credential is valid: from <c>validFrom</c> on and before <c>validUntil</c>, or what VCDM 1.1 calls them. In VCDM 2.0 both ends may be open.</summary>
/// <param name="Start">The first moment; null where it is open, or cannot be read.</param>
/// <param name="End">The first moment no longer; null where it is open, or cannot be read.</param>
/// <param name="IsReadable">Whether both ends, as far as they are stated, can be read.</param>
internal readonly record struct Period(DateTimeOffset? Start, DateTimeOffset? End, bool IsReadable)
{
    public static Period Of(JsonElement credential)
    {
        var isReadable = TryRead(CredentialText.Start(credential), out var start) & TryRead(CredentialText.End(credential), out var end);
        return new Period(start, end, isReadable);
    }

    /// <summary>Whether it has not begun.</summary>
    public bool IsAhead(DateTimeOffset now) => now < Start;

    /// <summary>Whether it has ended.</summary>
    public bool IsOver(DateTimeOffset now) => now >= End;

    private static bool TryRead(JsonElement? stated, out DateTimeOffset? moment)
    {
        moment = null;
        if (stated is null) return true;
        if (!XsdDateTime.TryParse(CredentialText.Text(stated), out var read)) return false;
        moment = read;
        return true;
    }
}
