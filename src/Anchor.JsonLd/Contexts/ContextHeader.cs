using System.Text.Json;
using Anchor.JsonLd.Iris;

namespace Anchor.JsonLd.Contexts;

/// <summary>The members of a local context that are keywords and say something about all of it.</summary>
internal sealed class ContextHeader(Operation operation, ContextDraft draft)
{
    private bool IsVersion10 => operation.Options.ProcessingMode == JsonLdVersion.V10;

    /// <summary>Whether a member belongs here; all others are terms.</summary>
    public static bool Holds(string member) => Keywords.Parse(member)
        is Keyword.Base or Keyword.Direction or Keyword.Import or Keyword.Language or Keyword.Propagate or Keyword.Protected or Keyword.Version or Keyword.Vocab;

    public void Read(Dictionary<string, JsonElement> members, bool isRemote)
    {
        if (members.TryGetValue("@version", out var version)) ReadVersion(version);
        // The base belongs to the document; that of another document does not count.
        if (members.TryGetValue("@base", out var baseIri) && !isRemote) ReadBase(baseIri);
        if (members.TryGetValue("@vocab", out var vocab)) ReadVocab(vocab);
        if (members.TryGetValue("@language", out var language)) ReadLanguage(language);
        if (members.TryGetValue("@direction", out var direction)) ReadDirection(direction);
        if (members.TryGetValue("@propagate", out var propagate)) CheckPropagate(propagate);
        if (members.TryGetValue("@protected", out var isProtected) && isProtected.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw operation.Error(Codes.InvalidProtectedValue, "@protected must be true or false.");
    }

    private void ReadVersion(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var version) || version != 1.1)
            throw operation.Error(Codes.InvalidVersionValue, "@version must be the number 1.1.");
        if (IsVersion10) throw operation.Error(Codes.ProcessingModeConflict, "@version 1.1 contradicts the processing mode 1.0.");
    }

    private void ReadBase(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            draft.Base = null;
            return;
        }
        if (value.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidBaseIri, "@base must be an IRI or null.");
        var text = operation.CheckLength(value.GetString()!);
        if (Iri.IsAbsolute(text)) draft.Base = text;
        else if (draft.Base is { } outer) draft.Base = operation.CheckLength(IriExpansion.Resolve(outer, text, operation));
        else throw operation.Error(Codes.InvalidBaseIri, "A relative @base has nothing that it could be relative to.");
    }

    private void ReadVocab(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            draft.Vocab = null;
            return;
        }
        if (value.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidVocabMapping, "@vocab must be an IRI or null.");
        var text = value.GetString()!;
        if (IsVersion10 && !Iri.IsAbsolute(text)) throw operation.Error(Codes.InvalidVocabMapping, "In JSON-LD 1.0 @vocab must be absolute.");
        var vocab = operation.CheckLength(IriExpansion.Vocab(draft, text, operation, document: true) ?? "");
        if (!Iri.IsAbsolute(vocab)) operation.Drop(Codes.RelativeVocab, "@vocab does not resolve to an absolute IRI.");
        draft.Vocab = vocab;
    }

    private void ReadLanguage(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            draft.Language = null;
            return;
        }
        if (value.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidDefaultLanguage, "@language must be a string or null.");
        var language = operation.CheckLength(value.GetString()!);
        if (!Iri.IsLanguageTag(language)) operation.Drop(Codes.InvalidLanguageTag, "@language is not a well-formed language tag.");
        draft.Language = language.ToLowerInvariant();
    }

    private void ReadDirection(JsonElement value)
    {
        if (IsVersion10) throw operation.Error(Codes.InvalidContextEntry, "@direction belongs to JSON-LD 1.1.");
        draft.Direction = ParseDirection(operation, value);
    }

    /// <summary>Reads <c>ltr</c>, <c>rtl</c> or null.</summary>
    public static TextDirection ParseDirection(Operation operation, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => TextDirection.None,
        JsonValueKind.String when value.ValueEquals("ltr"u8) => TextDirection.LeftToRight,
        JsonValueKind.String when value.ValueEquals("rtl"u8) => TextDirection.RightToLeft,
        _ => throw operation.Error(Codes.InvalidBaseDirection, "@direction must be ltr, rtl or null."),
    };

    private void CheckPropagate(JsonElement value)
    {
        if (IsVersion10) throw operation.Error(Codes.InvalidContextEntry, "@propagate belongs to JSON-LD 1.1.");
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw operation.Error(Codes.InvalidPropagateValue, "@propagate must be true or false.");
    }
}
