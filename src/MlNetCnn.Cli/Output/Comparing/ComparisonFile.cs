using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>The figures of a comparison as one JSON object: <c>settings</c>, <c>versions</c> and <c>runs</c>, one for each training.</summary>
internal static class ComparisonFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">The options of the trainings, in words.</param>
    /// <param name="runs">The trainings so far.</param>
    public static void Write(string path, string settings, IReadOnlyList<ComparedRun> runs)
    {
        var content = new JsonObject
        {
            ["settings"] = settings,
            ["versions"] = new JsonObject([.. Versions.All.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))]),
            ["runs"] = JsonSerializer.SerializeToNode(runs, Options),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, content, Options));
    }

    /// <summary>Reads the trainings of an earlier comparison.</summary>
    /// <param name="path">The file; where there is none, nothing was done.</param>
    /// <param name="settings">The options of the trainings, in words.</param>
    /// <exception cref="MlNetCnnException"><c>RESUME_CHANGED</c>: they were other ones; <c>COMPARISON_BROKEN</c>.</exception>
    public static IReadOnlyList<ComparedRun> Read(string path, string settings)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var stream = File.OpenRead(path);
            var content = JsonNode.Parse(stream)!.AsObject();
            var before = (string?)content["settings"];
            return before == settings
                ? content["runs"].Deserialize<List<ComparedRun>>(Options)!
                : throw new MlNetCnnException(
                    ErrorKind.Usage, ErrorCodes.ResumeChanged, $"the comparison in '{path}' was made with other options",
                    expected: before, received: settings, fix: "give the options of that comparison again, or leave out --resume");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ToolErrorCodes.ComparisonBroken, $"'{path}' is no comparison that can be gone on with",
                received: exception.Message.TrimEnd('.'), fix: "delete it, or leave out --resume", innerException: exception);
        }
    }
}
