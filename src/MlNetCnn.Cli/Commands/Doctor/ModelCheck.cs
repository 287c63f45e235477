namespace MlNetCnn.Cli;

/// <summary>The check of a model: its version, and whether it predicts the same under all versions of ML.NET.</summary>
internal static class ModelCheck
{
    /// <summary>Creates the check of a model.</summary>
    /// <param name="path">The file.</param>
    public static DoctorCheck Of(string path)
    {
        ModelCard card;
        try
        {
            card = ModelCard.Read(path);
        }
        catch (MlNetCnnException exception)
        {
            return new DoctorCheck(
                "model", () => throw new InvalidOperationException($"{exception.Code}: {exception.Problem}"),
                ApiWords.Fix(exception) ?? "check the path of the model");
        }

        var size = $"input {card.InputWidth} x {card.InputHeight}, {ApiWords.Hyphenated(card.Resize.ToString())}";
        if (ModelPath.IsNetwork(path))
        {
            return new DoctorCheck("model", () => $"version {card.Version}, {size}; an ONNX network, which takes pixels", "");
        }

        return card.ResizeFactor is { } factor
            ? new DoctorCheck("model", () => $"version {card.Version}, {size}; {MlNetVersionNote.Resizing(card, factor)}", "")
            : new DoctorCheck(
                "model",
                () => throw new InvalidOperationException($"written by {card.Version}, {size}: plain ML.NET 6 decodes different pixels than 5"),
                MlNetVersionNote.Command(path, images: null))
            {
                IsNeeded = false,
            };
    }
}
