"""How good the network is: ROC, precision and recall, calibration, residuals, importance."""
