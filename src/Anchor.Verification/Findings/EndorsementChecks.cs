using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.OpenBadges;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>What others say in favour of the credential, its achievement or its issuer, and whether they really said it.</summary>
/// <remarks>Notes: an endorsement that does not hold is worth nothing, but takes nothing away from the credential.</remarks>
internal static class EndorsementChecks
{
    private const string Name = CheckNames.Endorsement;
    private const int MaxEndorsements = 8;

    public static IReadOnlyList<Check> Of(Evidence evidence, KeyRing keys, DateTimeOffset now)
    {
        if (evidence.Credential is not { } credential || !HasAny(credential)) return [];
        var found = new List<Check>();
        foreach (var (endorsement, isJwt, endorsed, what) in All(credential))
        {
            if (found.Count == MaxEndorsements)
            {
                found.Add(Check.Note(Name, "endorsement.too_many", $"Only the first {MaxEndorsements} endorsements were looked at."));
                break;
            }
            found.Add(isJwt ? OfJwt(endorsement, endorsed, what, keys, now) : OfDocument(endorsement, credential, endorsed, what, keys, now));
        }
        return found;
    }

    /// <summary>The endorsements that are looked at, as they stand in the credential.</summary>
    public static IEnumerable<(JsonElement Item, bool IsJwt)> Endorsements(JsonElement credential) =>
        !HasAny(credential) ? [] : All(credential).Take(MaxEndorsements).Select(each => (each.Endorsement, each.IsJwt));

    // Most credentials have none, and do not have the word in them either, unless an escape hides it.
    private static bool HasAny(JsonElement credential)
    {
        var text = JsonMarshal.GetRawUtf8Value(credential);
        return text.IndexOf("endorsement"u8) >= 0 || text.Contains((byte)'\\');
    }

    private static IEnumerable<(JsonElement Endorsement, bool IsJwt, string? Endorsed, string What)> All(JsonElement credential)
    {
        var achievement = CredentialText.Member(CredentialText.Member(credential, "credentialSubject"), "achievement");
        foreach (var (endorsed, what) in new[] { (credential, "the credential"), (achievement ?? default, "the achievement"), (CredentialText.Member(credential, "issuer") ?? default, "the issuer") })
        {
            if (endorsed.ValueKind != JsonValueKind.Object) continue;
            var id = CredentialText.Text(CredentialText.Member(endorsed, "id"));
            foreach (var item in Items(endorsed, "endorsement")) yield return (item, false, id, what);
            foreach (var item in Items(endorsed, "endorsementJwt")) yield return (item, true, id, what);
        }
    }

    private static Check OfDocument(JsonElement endorsement, JsonElement credential, string? endorsed, string what, KeyRing keys, DateTimeOffset now)
    {
        if (!OpenBadgeValidator.IsEndorsement(endorsement) || !credential.TryGetProperty("@context", out var context))
            return Failed("endorsement.malformed", $"An endorsement of {what} cannot be read.");
        // One without contexts of its own was written under those of the document around it.
        var document = endorsement.TryGetProperty("@context", out _) ? endorsement : WithContext(endorsement, context);
        return Judge(document, endorsed, what, keys, now, issuer => ProofSetCheck.Of(document, issuer, keys, now));
    }

    private static Check OfJwt(JsonElement item, string? endorsed, string what, KeyRing keys, DateTimeOffset now)
    {
        if (CredentialText.Text(item) is not { } compact || !VcJwt.Parse(Encoding.UTF8.GetBytes(compact)).TryGet(out var jwt, out _))
            return Failed("endorsement.malformed", $"An endorsement of {what} cannot be read.");
        return Judge(jwt.Claims, endorsed, what, keys, now, issuer => SignatureCheck.OfJwt(jwt, issuer, keys, now));
    }

    private static Check Judge(JsonElement document, string? endorsed, string what, KeyRing keys, DateTimeOffset now, Func<string?, Check> verify)
    {
        if (OpenBadgeValidator.Validate(document).Count > 0 || !OpenBadgeValidator.IsEndorsement(document))
            return Failed("endorsement.malformed", $"An endorsement of {what} does not have the form of one.");
        var issuer = CredentialText.IssuerId(document);
        var by = issuer is not null && keys.Trust.FindIssuer(issuer)?.Name is { } known ? known
            : CredentialText.ClaimedIssuerName(document) is { } claimed ? $"somebody who calls itself \"{claimed}\"" : "somebody";
        if (endorsed is null || CredentialText.Text(CredentialText.Member(CredentialText.Member(document, "credentialSubject"), "id")) != endorsed)
            return Failed("endorsement.of_another", $"The endorsement of {what} by {by} is about something else.");
        var signature = verify(issuer);
        if (signature.Result == CheckResult.Failed) return Failed(signature.Code!, $"The endorsement of {what} by {by} does not hold: its signature is not good.");
        if (signature.Result == CheckResult.Unknown)
            return Check.Note(Name, signature.Code!, $"The endorsement of {what} by {by} could not be checked, because its key or its form is not known here.");
        return IsValidNow(document, now)
            ? new Check(Name, CheckResult.Passed, null, Printable.Line($"It is endorsed: {by} signed in favour of {what}."), Required: false)
            : Failed("endorsement.not_valid_now", $"The endorsement of {what} by {by} is not valid at this time.");
    }

    private static bool IsValidNow(JsonElement document, DateTimeOffset now) =>
        XsdDateTime.TryParse(CredentialText.Text(CredentialText.Start(document)), out var from) && from <= now
        && (CredentialText.End(document) is not { } end || (XsdDateTime.TryParse(CredentialText.Text(end), out var until) && now < until));

    private static IEnumerable<JsonElement> Items(JsonElement endorsed, string member) =>
        CredentialText.Member(endorsed, member) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static JsonElement WithContext(JsonElement endorsement, JsonElement context)
    {
        var members = string.Join(',', endorsement.EnumerateObject().Select(member => $"{JsonSerializer.Serialize(member.Name)}:{member.Value.GetRawText()}"));
        return JsonElement.Parse(Encoding.UTF8.GetBytes($"{{\"@context\":{context.GetRawText()},{members}}}"), new JsonDocumentOptions { MaxDepth = 128 });
    }

    private static Check Failed(string code, string words) => new(Name, CheckResult.Failed, code, Printable.Line(words), Required: false);
}
