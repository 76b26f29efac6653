using Anchor.Credentials;

namespace Anchor.Issuance.Achievements;

internal static class AchievementErrors
{
    public static Error NotFound() => new("achievement.not_found", "The issuer has no such achievement.", ErrorKind.NotFound);

    public static Error TooLarge(int bytes) =>
        Error.Invalid("achievement.too_large", $"The definition has {bytes} bytes; every credential repeats it, so at most {MaxBytes} are taken.");

    public const int MaxBytes = 64 * 1024;
}
