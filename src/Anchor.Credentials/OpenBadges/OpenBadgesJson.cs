using System.Text.Json;
using System.Text.Json.Serialization;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>Generated serialisation of the OB 3.0 records, for hosts without reflection too.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(Achievement))]
[JsonSerializable(typeof(OpenBadgeCredential))]
internal sealed partial class OpenBadgesJson : JsonSerializerContext
{
    public static OpenBadgesJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        Encoder = JsonText.Encoder,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
