using Anchor.Credentials.StatusLists;

namespace Anchor.Verification.Statuses;

/// <summary>A status list whose signature is its issuer's, or why it says nothing.</summary>
/// <param name="Credential">What it says of itself; null when there is a fault.</param>
/// <param name="Bits">Its bits; null when there is a fault.</param>
/// <param name="Fault">Why it says nothing.</param>
internal sealed record BitstringList(StatusListCredential? Credential, StatusBitstring? Bits, ListFault? Fault)
{
    public static BitstringList Of(StatusListCredential credential, StatusBitstring bits) => new(credential, bits, null);

    public static BitstringList None(string code, string why) => new(null, null, new ListFault(code, why));
}

/// <summary>Why a list says nothing: a code, and half a sentence for people.</summary>
internal sealed record ListFault(string Code, string Why);
