using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>All commands report the same parameter count and stages for a file.</summary>
public sealed partial class NetworkFiguresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DefaultBackbone_IsTheSameForEveryCommand()
    {
        const long parameters = 15_891_328;
        var inspected = await Run("backbones", "inspect", TestBackbones.Default);
        var drawn = await Run("network", "--output", _folder.File("n.svg"));
        var summed = await Run("summary", "--backbone", "resnet18.mlnet", "--format", "json");

        Assert.Matches(@"parameters +15,891,328", inspected);
        Assert.Contains("Parameters: 15,891,328\n", drawn.ReplaceLineEndings("\n"));
        Assert.Contains("15,891,328 parameters in total<", File.ReadAllText(_folder.File("n.svg")));
        Assert.Equal(parameters, (long)JsonNode.Parse(summed)!["parameters"]!);

        var stages = Stages(inspected);
        Assert.Equal(5, stages.Count);
        Assert.Equal(stages, Stages(drawn));
        Assert.Equal(parameters, stages.Sum(stage => stage.Parameters));

        var classes = await TrainAsync("--method", "features");
        var total = parameters + (classes * 513);
        Assert.Equal(total, Total());
        drawn = await Run("network", "--model", _folder.File("m.zip"), "--output", _folder.File("n.svg"));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Parameters: {total:N0}\n"), drawn.ReplaceLineEndings("\n"));
        Assert.Equal(stages, Stages(drawn));
        Assert.Equal(total, NetworkSummary.Of(Backbone.Default, classes).Parameters);
    }

    [Fact]
    public async Task PackageFromScratch_IsTheSameForEveryCommand()
    {
        string[] form = ["--architecture", "simple-cnn", "--width", "0.25", "--depth", "3", "--input-size", "64"];
        var classes = await TrainAsync(["--method", "scratch", .. form, "--epochs", "1", "--augment", "none"]);
        var total = Total();
        var summed = await Run(["summary", .. form, "--classes", $"{classes}", "--format", "json"]);
        Assert.Equal(total, (long)JsonNode.Parse(summed)!["parameters"]!);

        var drawn = await Run("network", "--model", _folder.File("m.zip"), "--output", _folder.File("n.svg"));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Parameters: {total:N0}\n"), drawn.ReplaceLineEndings("\n"));

        // The network in the package, with the outputs that the classifier of ML.NET reads.
        var file = _folder.File("inside.onnx");
        File.WriteAllBytes(file, ModelFile.Read(_folder.File("m.zip"), TestContext.Current.CancellationToken).Bytes);
        var inspection = BackboneInspection.Inspect(file);
        Assert.Equal(total, inspection.ParameterCount);
        Assert.Equal(Stages(await Run("backbones", "inspect", file)), Stages(drawn));
        Assert.Equal(total, NetworkSummary.OfFile(file).Parameters);
        Assert.True(Stages(drawn).Count > 1);
    }

    [Fact]
    public async Task BackboneWithAClassifier_CountsTheWholeFileAndReportsTheOmittedPart()
    {
        var file = _folder.File("mobile.onnx");
        File.WriteAllBytes(file, CnnNetworks.Get("mobilenet-v2").With(0.35).Build(new CnnBuilder(7, 64, 64)).Build().ToBytes());
        var backbone = Backbone.FromFile(file, Preprocessing.ImageNet);
        var whole = NetworkSummary.OfFile(file).Parameters;
        var body = NetworkSummary.Of(backbone).Parameters;
        Assert.Equal(whole, body + (7 * (backbone.FeatureCount + 1)));

        var inspected = await Run("backbones", "inspect", file);
        var drawn = await Run("network", "--backbone", file, "--preprocessing", "imagenet", "--output", _folder.File("n.svg"));

        Assert.Matches(string.Create(CultureInfo.InvariantCulture, $"parameters +{whole:N0}"), inspected);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Parameters: {whole:N0}, {body:N0} of them before"), drawn);
        var stages = Stages(inspected);
        Assert.Equal(stages, Stages(drawn));

        // --unfreeze trains the listed parameters of the last stages, including the expansion before the layer that halves the maps.
        var head = GraphEditor.WithLinearHead(backbone.FeatureGraph, new float[2 * backbone.FeatureCount], new float[2]);
        using var module = new GraphModule(head, "net");
        var layout = new NetworkLayout(module.Graph, "net", 64, 64);
        for (var count = 1; count < layout.StageStarts.Count; count++)
        {
            var stage = layout.CutAt(LayerRange.LastStages(count));
            var trained = module.Parameters.Where(weight => layout.IsTrained(weight.Key, stage)).Sum(weight => weight.Value.NumberOfElements);
            Assert.Equal(stages.TakeLast(count).Sum(s => s.Parameters) + (2 * (backbone.FeatureCount + 1)), trained);
            Assert.Equal(trained, Behind(stages[^(count + 1)].End));
        }

        long Behind(string tensor)
        {
            var cut = layout.CutAt(LayerRange.From(tensor));
            return module.Parameters.Where(weight => layout.IsTrained(weight.Key, cut)).Sum(weight => weight.Value.NumberOfElements);
        }
    }

    private static async Task<string> Run(params string[] command)
    {
        var run = await CliRunner.RunAsync(command);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        return run.Output;
    }

    private static List<(long Parameters, string Begin, string End)> Stages(string output) =>
        [.. StageRow().Matches(output).Select(row => (
            long.Parse(row.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture), row.Groups[2].Value, row.Groups[3].Value))];

    private long Total() => (long)JsonNode.Parse(File.ReadAllText(_folder.File("m.json")))!["parameters"]!["total"]!;

    private async Task<int> TrainAsync(params string[] options)
    {
        foreach (var image in Repository.Photos(12, "train"))
        {
            var kind = Path.GetFileName(Path.GetDirectoryName(image))!;
            Directory.CreateDirectory(_folder.File($"photos/{kind}"));
            File.Copy(image, _folder.File($"photos/{kind}/{Path.GetFileName(image)}"));
        }

        await Run(["train", "--data", _folder.File("photos"), "--output", _folder.File("m.zip"), "--metrics", _folder.File("m.json"), "--quiet", .. options]);
        return Directory.GetDirectories(_folder.File("photos")).Length;
    }

    // A row starts with the number of the stage and ends with parameters and two tensors.
    [GeneratedRegex(@"^ *\d+ .*? ([0-9,]+) +(\S+) +(\S+) *\r?$", RegexOptions.Multiline)]
    private static partial Regex StageRow();
}
