namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of <c>credentialStatus</c>, for the two kinds that Open Badges use; others need a type only.</summary>
internal static class StatusRules
{
    public static void Check(Node status)
    {
        if (!status.IsObject()) return;
        status.Type();
        var revocationList = StatusTypes.Is(status.Element, Vocabulary.RevocationList);
        status.Url("id", required: revocationList);
        if (!StatusTypes.Is(status.Element, Vocabulary.BitstringEntry)) return;
        status.Text("statusPurpose", required: true);
        status.Url("statusListCredential", required: true);
        if (status.Text("statusListIndex", required: true) is { } index && !(index.Length <= 19 && index.All(char.IsAsciiDigit)))
            status.Member("statusListIndex")!.Value.Fail("ob.status", "statusListIndex must be a whole number, not negative, written as a string.");
    }
}
