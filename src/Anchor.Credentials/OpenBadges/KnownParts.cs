using System.Runtime.InteropServices;
using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>Issuers and achievements that broke no rule, each under all of its bytes: the credentials of one achievement repeat them. Thread-safe.</summary>
/// <remarks>
/// Whether a part breaks a rule follows from its JSON and from nothing around it, so that a part with one byte changed is another, which
/// nobody knows. One that breaks a rule is never kept. At most 16 of each kind, of at most 64 KiB.
/// </remarks>
public sealed class KnownParts
{
    private const int Capacity = 16;

    private static readonly object Right = new();

    private readonly KnownBytes<object> _issuers = new(Capacity);
    private readonly KnownBytes<DescribedResults> _achievements = new(Capacity);

    internal bool HasIssuer(JsonElement issuer) => _issuers.Find(JsonMarshal.GetRawUtf8Value(issuer)) is not null;

    internal void KeepIssuer(JsonElement issuer) => _issuers.Keep(JsonMarshal.GetRawUtf8Value(issuer), Right);

    /// <summary>What the result descriptions of an achievement allow; null where it is not known.</summary>
    internal DescribedResults? FindAchievement(JsonElement achievement) => _achievements.Find(JsonMarshal.GetRawUtf8Value(achievement));

    internal void KeepAchievement(JsonElement achievement, DescribedResults described) => _achievements.Keep(JsonMarshal.GetRawUtf8Value(achievement), described);
}
