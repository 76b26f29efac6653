using System.Text;

namespace Anchor.Cli;

/// <summary>Reads a passphrase from the terminal without showing it.</summary>
internal static class SecretPrompt
{
    private const int MaxLength = 1024;

    /// <returns>Null where input is no terminal.</returns>
    public static string? Ask(string question)
    {
        if (Console.IsInputRedirected) return null;
        Console.Error.Write(question);
        var text = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && text.Length > 0) text.Length--;
            else if (!char.IsControl(key.KeyChar) && text.Length < MaxLength) text.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return text.ToString();
    }
}
