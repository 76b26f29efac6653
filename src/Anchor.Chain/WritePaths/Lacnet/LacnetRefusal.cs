namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>Why LACNet did not carry a transaction out.</summary>
/// <param name="Code">A stable word, such as <c>lacnet.bad_nonce</c>.</param>
/// <param name="Words">What happened and what to do, in a sentence or two.</param>
public sealed record LacnetRefusal(string Code, string Words);
