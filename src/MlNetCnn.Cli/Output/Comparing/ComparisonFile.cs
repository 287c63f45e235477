using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>The results of a comparison as a JSON object: <c>settings</c>, <c>versions</c> and <c>runs</c>, one per training.</summary>
internal static class ComparisonFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">The options of the trainings, as text.</param>
    /// <param name="runs">The completed trainings.</param>
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
    /// <param name="path">The file; if it does not exist, no training is complete.</param>
    /// <param name="settings">The options of the trainings, as text.</param>
    /// <exception cref="MlNetCnnException"><c>RESUME_CHANGED</c>: the options differ; <c>COMPARISON_BROKEN</c>: the file is invalid.</exception>
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
                    ErrorKind.Usage, ErrorCodes.ResumeChanged, $"the comparison in '{path}' was run with other options",
                    expected: before, received: settings, fix: "use the options of that comparison, or leave out --resume");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ToolErrorCodes.ComparisonBroken, $"'{path}' is not a resumable comparison file",
                received: exception.Message.TrimEnd('.'), fix: "delete it, or leave out --resume", innerException: exception);
        }
    }
}
