using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_ImagesWithATruncatedOne_NamesItAndWritesEveryOutput()
    {
        CopyPhotos("animals", 15);
        CopyPhotos("vehicles", 15);
        var truncated = Directory.GetFiles(_folder.File("photos/animals"))[0];
        var bytes = File.ReadAllBytes(truncated);
        File.WriteAllBytes(truncated, bytes[..(bytes.Length / 2)]);
        File.WriteAllText(_folder.File("photos/vehicles/notes.txt"), "");

        var run = await CliRunner.RunAsync(
            "train", "--data", _folder.File("photos"), "--output", _folder.File("m.zip"), "--onnx", _folder.File("m.onnx"),
            "--metrics", _folder.File("m.json"), "--seed", "7");

        Assert.Equal((ExitCode.Done, true), (run.ExitCode, run.Output.Contains("Test accuracy: ")));
        Assert.Contains("Skipped 2 files", run.Output);
        Assert.Contains("IMG_TRUNCATED", run.Output);
        Assert.Contains(Path.GetFileName(truncated), run.Output);
        Assert.Contains("A fifth of", run.Output);
        Assert.Contains("Pixels: ML.NET resizes to ", run.Output);
        Assert.Contains("predict --model", run.Output);
        Assert.All(["m.zip", "m.onnx", "m.json"], name => Assert.Contains(_folder.File(name), run.Output));
        Assert.Equal(4, Directory.GetFileSystemEntries(_folder.Root).Length);
        CheckMetrics(File.ReadAllText(_folder.File("m.json")));
        await CheckScores(_folder.File("m.zip"), _folder.File("m.onnx"));
    }

    [Fact]
    public async Task Train_SeparateTestFolder_MeasuresOnIt()
    {
        CopyPhotos("animals", 8);
        CopyPhotos("vehicles", 8);

        var run = await CliRunner.RunAsync(
            "train", "--data", _folder.File("photos"), "--test", Path.Combine(Repository.Emoji, "test"),
            "--output", _folder.File("m.zip"), "--image-column", "--quiet");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("of 180 images, of which 108 with labels that the model does not have count as wrong", run.Output);
        Assert.Contains("clothing", run.Output);
        Assert.Empty(run.Error);
    }

    private static void CheckMetrics(string json)
    {
        using var metrics = JsonDocument.Parse(json);
        var root = metrics.RootElement;
        Assert.Equal(
            ["method", "backbone", "network", "seed", "classes", "images", "test", "perClass", "confusion", "parameters", "seconds", "versions", "arithmetic", "calibration", "history"],
            Keys(root));
        Assert.Equal(["train", "validation", "test", "rejected", "unknownLabels"], Keys(root.GetProperty("images")));
        Assert.Equal(["accuracy", "macroF1", "logLoss", "top5"], Keys(root.GetProperty("test")));
        Assert.Equal(["name", "precision", "recall", "f1", "support"], Keys(root.GetProperty("perClass")[0]));
        Assert.Equal(["total", "trainable"], Keys(root.GetProperty("parameters")));
        Assert.Equal(["load", "features", "train", "evaluate", "total"], Keys(root.GetProperty("seconds")));
        Assert.Equal("features", root.GetProperty("method").GetString());
        Assert.Equal(7, root.GetProperty("seed").GetInt32());
        var images = root.GetProperty("images");
        Assert.Equal(2, images.GetProperty("rejected").GetInt32());
        Assert.Equal(29, new[] { "train", "validation", "test" }.Sum(split => images.GetProperty(split).GetInt32()));
        Assert.Equal(2, root.GetProperty("confusion").GetArrayLength());
    }

    private static async Task CheckScores(string zip, string onnx)
    {
        var images = Repository.Photos(3);
        var one = await CliRunner.RunAsync(["predict", "--model", zip, "--format", "csv", .. images]);
        var other = await CliRunner.RunAsync(["predict", "--model", onnx, "--format", "csv", .. images]);
        Assert.Equal(ExitCode.Done, one.ExitCode);
        Assert.Equal(one.Output, other.Output);
    }

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private void CopyPhotos(string name, int count)
    {
        var target = Directory.CreateDirectory(_folder.File($"photos/{name}")).FullName;
        foreach (var image in Directory.GetFiles(Path.Combine(Repository.Emoji, "train", name)).Order(StringComparer.Ordinal).Take(count))
        {
            File.Copy(image, Path.Combine(target, Path.GetFileName(image)));
        }
    }
}
