namespace MlNetCnn.Cli;

/// <summary>Tells of views that test-time augmentation leaves out.</summary>
internal static class ViewsNote
{
    /// <summary>Writes a line where the model does not take mirrored photos for what they show.</summary>
    /// <param name="writer">Standard error.</param>
    /// <param name="classifier">The model.</param>
    /// <param name="requested">Views that were asked for.</param>
    public static void Write(TextWriter writer, ImageClassifier classifier, int requested)
    {
        if (requested > 1 && !classifier.Card.KeepsClassesMirrored)
        {
            writer.WriteLine(
                "Note: mirrored views are left out, because the model's card says that mirroring left to right changes its classes; "
                + $"each photo is scored in {DisplayText.Count(classifier.ViewCount, "view")}.");
        }
    }
}
