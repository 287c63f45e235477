using System.Text.Json;

namespace MlNetCnn.Benchmarks;

/// <summary>What one way of running a package says of images: the class and the scores by class name.</summary>
internal sealed record Answers(string Name, IReadOnlyDictionary<string, Answers.Image> ByPath)
{
    /// <summary>Asks a version of ML.NET.</summary>
    public static Answers Of(StockVersion version, string model, ImageSet images)
    {
        var file = images.File($"{version.Project}.json");
        version.Run("score", model, images.List, file);
        using var stream = File.OpenRead(file);
        var parsed = JsonSerializer.Deserialize<Output>(stream, JsonSerializerOptions.Web)!;
        return parsed.Version.StartsWith(version.Name, StringComparison.Ordinal)
            ? new Answers(version.Name, parsed.Images.DistinctBy(image => image.Path).ToDictionary(image => image.Path))
            : throw new BenchmarkException($"the runner of ML.NET {version.Name} says that it is {parsed.Version}");
    }

    /// <summary>Asks MlNetCnn; images that it rejects are left out.</summary>
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

    /// <summary>The share of images that get the class that their folder is named after; none where folders have other names.</summary>
    public double? Accuracy() => ByPath.Values.All(image => image.Scores.ContainsKey(image.Folder))
        ? ByPath.Values.Average(image => image.Label == image.Folder ? 1.0 : 0)
        : null;

    internal sealed record Image(string Path, string Label, IReadOnlyDictionary<string, float> Scores)
    {
        public string Folder => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!);

        /// <summary>The largest difference of the score of a class.</summary>
        public double Difference(Image other) => Scores.Max(score => Math.Abs((double)score.Value - other.Scores[score.Key]));
    }

    private sealed record Output(string Version, Image[] Images);
}
