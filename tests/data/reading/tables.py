"""A table as a person might have it: semicolons, decimal commas, missing cells, dates and words."""

MESS = """Kunde;Alter;Gehalt (€);Kauf am;Wohnort;Kauft
K001;34;2.850,50;03.01.2024;Köln;ja
K002;51;4.120,00;04.01.2024;Bonn;nein
K003;;3.300,75;04.01.2024;Köln;ja
K004;28;2.400,00;07.01.2024;Aachen;nein
K005;45;k.A.;08.01.2024;Bonn;ja
K006;39;3.910,20;09.01.2024;Köln;ja
K007;62;5.020,90;11.01.2024;;nein
K008;23;1.980,00;12.01.2024;Aachen;nein
K009;31;2.700,35;15.01.2024;Köln;ja
K010;57;4.480,10;15.01.2024;Bonn;nein
K011;;3.120,00;18.01.2024;Köln;ja
K012;42;3.640,60;19.01.2024;Aachen;ja
K013;36;2.990,00;20.01.2024;Bonn;nein
K014;48;4.050,45;22.01.2024;Köln;ja
K015;29;2.310,00;23.01.2024;Aachen;nein
K016;53;k.A.;25.01.2024;Bonn;ja
"""
