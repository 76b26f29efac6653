using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Chain.Networks;

/// <summary>The most that transactions on a network may offer per gas.</summary>
/// <remarks>What is offered follows the chain; these are caps, and they hold for replacements too.</remarks>
public sealed record FeePolicy : IJsonOnDeserialized
{
    private const decimal WeiPerGwei = 1_000_000_000m;
    private const decimal MostGwei = 1_000_000m;

    /// <summary>The most per gas in all, in gwei. Default 2,000; 0 to 1,000,000, to the wei.</summary>
    [JsonPropertyName("maxFeePerGasGwei")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? MaxFeePerGasGwei { get; init; }

    /// <summary>The most per gas for the block's maker, in gwei. Default 200, or the cap of all if that is lower; 0 to that cap, to the wei.</summary>
    [JsonPropertyName("maxPriorityFeePerGasGwei")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? MaxPriorityFeePerGasGwei { get; init; }

    /// <summary>The caps of a network whose record names none.</summary>
    public static FeePolicy Default { get; } = new();

    /// <summary>The most wei per gas in all.</summary>
    [JsonIgnore]
    public BigInteger MaxFeePerGas => Wei(MaxFeePerGasGwei ?? 2_000m);

    /// <summary>The most wei per gas for the block's maker.</summary>
    [JsonIgnore]
    public BigInteger MaxPriorityFeePerGas => BigInteger.Min(Wei(MaxPriorityFeePerGasGwei ?? 200m), MaxFeePerGas);

    /// <summary>Whether both caps lie in their ranges.</summary>
    [JsonIgnore]
    public bool IsInRange => IsAmount(MaxFeePerGasGwei) && IsAmount(MaxPriorityFeePerGasGwei) && (MaxPriorityFeePerGasGwei is not { } tip || Wei(tip) <= MaxFeePerGas);

    void IJsonOnDeserialized.OnDeserialized()
    {
        if (!IsInRange) throw new JsonException("Fee caps are gwei from 0 to 1,000,000 with up to nine decimals, that of the priority fee not above the other.");
    }

    private static bool IsAmount(decimal? gwei) => gwei is null or (>= 0 and <= MostGwei) && decimal.IsInteger((gwei ?? 0) * WeiPerGwei);

    private static BigInteger Wei(decimal gwei) => new(gwei * WeiPerGwei);
}
