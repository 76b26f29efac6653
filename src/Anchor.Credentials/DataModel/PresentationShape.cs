using System.Text.Json;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Presentations;

namespace Anchor.Credentials.DataModel;

/// <summary>The rules of a verifiable presentation (VC 2.0 section 4.13), without those of the credentials in it.</summary>
internal static class PresentationShape
{
    private const string Member = "verifiableCredential";

    public static void Check(Node presentation)
    {
        if (!presentation.IsObject()) return;
        CredentialShape.Contexts(presentation);
        presentation.Type("VerifiablePresentation");
        presentation.Url("id");
        if (presentation.Member("holder") is { } holder) CredentialShape.Agent(holder, "holder");
        foreach (var terms in presentation.Items("termsOfUse", orSingle: true)) MemberRules.Typed(terms);
        foreach (var proof in presentation.Items("proof", orSingle: true)) MemberRules.Typed(proof);
        foreach (var credential in Credentials(presentation)) credential.IsObject();
    }

    /// <summary>The credentials that stand in it as documents; what is in an envelope is judged when it is opened.</summary>
    public static IEnumerable<Node> Embedded(Node presentation) => Credentials(presentation with { Found = [] })
        .Where(credential => credential.Element.ValueKind == JsonValueKind.Object && !EnvelopedCredential.IsOne(credential.Element))
        .Select(credential => credential with { Found = presentation.Found });

    // An empty set is how a presentation without credentials is often written.
    private static List<Node> Credentials(Node presentation) =>
        presentation.Element.ValueKind == JsonValueKind.Object && presentation.Element.TryGetProperty(Member, out var set)
        && set.ValueKind == JsonValueKind.Array && set.GetArrayLength() == 0 ? [] : presentation.Items(Member, orSingle: true);
}
