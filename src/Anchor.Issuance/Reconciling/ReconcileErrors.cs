using System.Globalization;
using Anchor.Credentials;

namespace Anchor.Issuance.Reconciling;

internal static class ReconcileErrors
{
    public static Error Limit() => Error.Invalid(
        "reconcile.limit", string.Create(CultureInfo.InvariantCulture, $"The limit is a number of blocks from 1 to {Reconcile.MaxLimit}."), "$.limit");
}
