using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Which JWS is read at all.</summary>
/// <param name="Types">The values of <c>typ</c>.</param>
/// <param name="Algorithms">The keys whose algorithm <c>alg</c> may name.</param>
/// <param name="Bounds">Bounds of the payload.</param>
internal sealed record JwsExpectation(IReadOnlyList<string> Types, IReadOnlyList<KeyType> Algorithms, JsonBounds Bounds);
