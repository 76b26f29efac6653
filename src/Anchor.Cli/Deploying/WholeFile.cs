using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials;

namespace Anchor.Cli.Deploying;

/// <summary>Files that are written whole or not at all, so that whoever reads or crashes never finds half of one.</summary>
internal static class WholeFile
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Replaces a file, or makes it; one that exists keeps its permissions, also where a link leads to it.</summary>
    /// <returns><c>file.unwritable</c>, or null.</returns>
    public static Error? Write(string path, JsonNode content) => Write(path, Encoding.UTF8.GetBytes(content.ToJsonString(Layout) + "\n"));

    /// <inheritdoc cref="Write(string, JsonNode)"/>
    public static Error? Write(string path, byte[] content)
    {
        try
        {
            var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
            var partial = target + ".new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows() && File.Exists(target)) options.UnixCreateMode = File.GetUnixFileMode(target);
            using (var stream = new FileStream(partial, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, target, overwrite: true);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Error.Invalid("file.unwritable", $"{path} cannot be written.");
        }
    }
}
