using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Bundles;
using Anchor.Verification.Findings;

namespace Anchor.Verification.Reading;

/// <summary>Reads a bundle whose inclusion proof may not fit together: that is a finding about the proof, and the rest is still read.</summary>
internal static class BundleWithFault
{
    private const string Proof = "inclusionProof";

    public static (Result<Bundle> Bundle, Check? Fault) Read(JsonElement element)
    {
        var bundle = Bundle.Read(element);
        if (bundle.Error is not { Code: "bundle.path_length" or "bundle.index_out_of_range" }) return (bundle, null);
        var fault = FaultOf(element.GetProperty(Proof));
        var rest = Bundle.Read(Without(element));
        return fault is null ? (bundle, null) : (rest, rest.IsOk ? fault : null);
    }

    private static Check? FaultOf(JsonElement proof)
    {
        if (Number(proof, "size") is not { } size || Number(proof, "index") is not { } index) return null;
        if (!proof.TryGetProperty("path", out var path) || path.ValueKind != JsonValueKind.Array) return null;
        return InclusionCheck.FaultOf(size, index, path.GetArrayLength());
    }

    // The reader of bundles has accepted these members already, as numbers or as decimal strings.
    private static ulong? Number(JsonElement proof, string name) =>
        !proof.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number) ? number
        : value.ValueKind == JsonValueKind.String && ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number
        : null;

    private static byte[] Without(JsonElement bundle)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in bundle.EnumerateObject())
                if (member.Name != Proof) member.WriteTo(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
