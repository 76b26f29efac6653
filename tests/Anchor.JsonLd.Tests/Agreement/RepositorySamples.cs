using System.Text.Json;

namespace Anchor.JsonLd.Tests.Agreement;

internal static class RepositorySamples
{
    public static IEnumerable<JsonElement> All() => [];
}
