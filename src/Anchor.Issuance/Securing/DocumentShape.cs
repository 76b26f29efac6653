using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataModel;

namespace Anchor.Issuance.Securing;

/// <summary>What is signed has the shape that every verifier may expect.</summary>
internal static class DocumentShape
{
    public static Error? FirstViolation(JsonElement document)
    {
        var found = DocumentMembers.IsPresentation(document) ? DataModelValidator.ValidatePresentation(document) : DataModelValidator.ValidateCredential(document);
        return found is [var first, ..] ? Error.Invalid(first.Code, first.Rule, first.Path) : null;
    }
}
