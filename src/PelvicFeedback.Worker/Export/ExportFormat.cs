namespace PelvicFeedback.Worker.Export;

/// <summary>As what a stored session leaves.</summary>
internal enum ExportFormat
{
    /// <summary>Its raw motion as a recording.</summary>
    Csv,

    /// <summary>The page with plots.</summary>
    Html,

    /// <summary>A FHIR R4 bundle.</summary>
    Fhir,
}
