using System.Text.Json;

namespace MlNetCnn.Benchmarks;

/// <summary>The predictions of one runtime for a set of images: the class and the scores by class name.</summary>
internal sealed record Answers(string Name, IReadOnlyDictionary<string, Answers.Image> ByPath)
{
    /// <summary>Runs a version of ML.NET.</summary>
    public static Answers Of(StockVersion version, string model, ImageSet images)
    {
        var file = images.File($"{version.Project}.json");
        version.Run("score", model, images.List, file);
        using var stream = File.OpenRead(file);
        var parsed = JsonSerializer.Deserialize<Output>(stream, JsonSerializerOptions.Web)!;
        return parsed.Version.StartsWith(version.Name, StringComparison.Ordinal)
            ? new Answers(version.Name, parsed.Images.DistinctBy(image => image.Path).ToDictionary(image => image.Path))
            : throw new BenchmarkException($"the runner of ML.NET {version.Name} reports version {parsed.Version}");
    }

    /// <summary>Runs MlNetCnn; images that it rejects are left out.</summary>
    public static async Task<Answers> OfOurs(string model, ImageSet images)
    {
        using var classifier = ImageClassifier.Load(model);
        var answers = new Dictionary<string, Image>();
        await foreach (var prediction in classifier.PredictAsync(images.Paths))
        {
            if (prediction.Error is null)
            {
                var scores = classifier.ClassNames.Zip(prediction.Scores).ToDictionary();
                answers[prediction.Path] = new Image(prediction.Path, prediction.Label, scores);
            }
        }

        return new Answers("ours", answers);
    }

    /// <summary>The fraction of images whose prediction is the name of their folder; null if the folder names are not classes.</summary>
    public double? Accuracy() => ByPath.Values.All(image => image.Scores.ContainsKey(image.Folder))
        ? ByPath.Values.Average(image => image.Label == image.Folder ? 1.0 : 0)
        : null;

    internal sealed record Image(string Path, string Label, IReadOnlyDictionary<string, float> Scores)
    {
        public string Folder => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!);

        /// <summary>The maximum difference of a class score.</summary>
        public double Difference(Image other) => Scores.Max(score => Math.Abs((double)score.Value - other.Scores[score.Key]));
    }

    private sealed record Output(string Version, Image[] Images);
}
