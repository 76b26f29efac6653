using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Json;
using Anchor.Credentials.StatusLists;
using Anchor.Verification.Documents;

namespace Anchor.Web.VcApi;

/// <summary>The options of a request. Those that are not known here are passed over, as the VC API asks.</summary>
internal sealed record VcOptions
{
    private const int MaxItems = 16;
    private const int MaxText = 2048;

    public string? Cryptosuite { get; init; }

    public string? Purpose { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public IReadOnlyList<string> Domains { get; init; } = [];

    public string? Challenge { get; init; }

    public IReadOnlyList<string> PreviousProofs { get; init; } = [];

    /// <summary>Whether anything is to be said first by a suite of selective disclosure, which none here is.</summary>
    public bool HasPointers { get; init; }

    /// <summary>Whether places in status lists are asked for; null where nothing is said.</summary>
    public bool? Status { get; init; }

    /// <summary>The checks that are asked for; all where none is named.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    public static Result<VcOptions> Read(JsonElement options)
    {
        if (options.ValueKind is JsonValueKind.Null) return new VcOptions();
        if (options.ValueKind != JsonValueKind.Object) return Malformed("$.options", "an object");
        var reader = new Reader(options);
        if (reader.Text("type") is { } type && type != DataIntegrityProofs.ProofType)
            return Error.Invalid("options.type_unknown", "The type of a proof is DataIntegrityProof.", "$.options.type");
        var read = new VcOptions
        {
            Cryptosuite = reader.Text("cryptosuite"), Purpose = reader.Text("proofPurpose") ?? reader.Text("expectedProofPurpose"), Created = reader.Time("created"), Expires = reader.Time("expires"),
            Domains = reader.Texts("domain"), Challenge = reader.Text("challenge"), PreviousProofs = reader.Texts("previousProof"), HasPointers = reader.Texts("mandatoryPointers").Count > 0,
            Status = reader.Status("credentialStatus"), Checks = reader.Texts("checks"),
        };
        return reader.Failure is { } failure ? failure : read;
    }

    /// <summary>What a proof that is made now says.</summary>
    public ProofOptions ToProof(string purpose, DateTimeOffset now) => new()
    {
        Created = Created ?? now, Expires = Expires, Purpose = Purpose ?? purpose, Domains = Domains, Challenge = Challenge, PreviousProofs = PreviousProofs,
    };

    /// <summary>What is asked of a document.</summary>
    public Result<DocumentQuestion> ToQuestion(bool tests)
    {
        foreach (var check in Checks)
            if (check is not (DocumentQuestion.ShapeCheck or DocumentQuestion.ProofCheck or DocumentQuestion.ValidityCheck or DocumentQuestion.StatusCheck or "credentialStatus"))
                return Error.Invalid("options.check_unknown", "The checks are shape, proof, validity and status.", "$.options.checks");
        return new DocumentQuestion
        {
            Proof = Asks(DocumentQuestion.ProofCheck), Validity = Asks(DocumentQuestion.ValidityCheck), Status = Asks(DocumentQuestion.StatusCheck) || Checks.Contains("credentialStatus"),
            Purpose = Purpose, Domains = Domains.Count > 0 ? Domains : null, Challenge = Challenge, AcceptsOwnVocabulary = tests,
        };
    }

    private bool Asks(string check) => Checks.Count == 0 || Checks.Contains(check);

    private static Error Malformed(string path, string what) => Error.Invalid("options.malformed", $"{path} must be {what}.", path);

    /// <summary>Reads members and remembers the first that was wrong.</summary>
    private sealed class Reader(JsonElement options)
    {
        public Error? Failure { get; private set; }

        public string? Text(string name)
        {
            if (!TryGet(name, out var value)) return null;
            if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxText } text) return text;
            return Fail<string>(name, $"a string of 1 to {MaxText} characters");
        }

        public DateTimeOffset? Time(string name)
        {
            if (Text(name) is not { } text) return null;
            return XsdDateTime.TryParse(text, out var value) ? value : Fail<DateTimeOffset?>(name, "a date-time with a time zone");
        }

        public IReadOnlyList<string> Texts(string name)
        {
            if (!TryGet(name, out var value)) return [];
            if (value.ValueKind != JsonValueKind.Array) return Text(name) is { } single ? [single] : [];
            var texts = value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "").ToArray();
            return texts.Length <= MaxItems && Array.TrueForAll(texts, text => text.Length is > 0 and <= MaxText) ? texts : Fail<IReadOnlyList<string>>(name, $"at most {MaxItems} strings") ?? [];
        }

        // An entry says which list is meant; each credential is in those of both purposes.
        public bool? Status(string name)
        {
            if (!TryGet(name, out var value)) return null;
            if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
            var entries = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
            return Array.TrueForAll(entries, IsEntry) ? entries.Length > 0 : Fail<bool?>(name, "entries of type BitstringStatusListEntry whose statusPurpose is revocation or suspension");
        }

        private static bool IsEntry(JsonElement entry) =>
            entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("BitstringStatusListEntry")
            && entry.TryGetProperty("statusPurpose", out var purpose) && purpose.ValueKind == JsonValueKind.String && StatusPlace.Purposes.Contains(purpose.GetString()!);

        private bool TryGet(string name, out JsonElement value) => options.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

        private T? Fail<T>(string name, string what)
        {
            Failure ??= Malformed($"$.options.{name}", what);
            return default;
        }
    }
}
